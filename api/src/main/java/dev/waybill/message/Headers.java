package dev.waybill.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Headers in the order in which they were added; names may repeat. Immutable and thread-safe. */
public final class Headers implements Iterable<Header> {

  private static final Headers EMPTY = new Headers(List.of());

  private final List<Header> headers;

  private Headers(List<Header> headers) {
    this.headers = headers;
  }

  public static Headers empty() {
    return EMPTY;
  }

  public static Headers of(String name, String value) {
    return EMPTY.with(name, value);
  }

  public static Headers of(List<Header> headers) {
    return headers.isEmpty() ? EMPTY : new Headers(List.copyOf(headers));
  }

  /** These headers and one more, UTF-8. */
  public Headers with(String name, String value) {
    return with(name, value.getBytes(UTF_8));
  }

  /** These headers and one more. */
  public Headers with(String name, byte[] value) {
    List<Header> more = new ArrayList<>(headers.size() + 1);
    more.addAll(headers);
    more.add(new Header(name, value));
    return new Headers(List.copyOf(more));
  }

  /** These headers without those of that name. */
  public Headers without(String name) {
    return of(headers.stream().filter(header -> !header.name().equals(name)).toList());
  }

  /** The last value of that name, as bytes. */
  public Optional<byte[]> bytes(String name) {
    for (int i = headers.size() - 1; i >= 0; i--) {
      if (headers.get(i).name().equals(name)) {
        return Optional.of(headers.get(i).value());
      }
    }
    return Optional.empty();
  }

  /** The last value of that name, read as UTF-8. */
  public Optional<String> text(String name) {
    return bytes(name).map(value -> new String(value, UTF_8));
  }

  public boolean isEmpty() {
    return headers.isEmpty();
  }

  public List<Header> asList() {
    return headers;
  }

  @Override
  public Iterator<Header> iterator() {
    return headers.iterator();
  }

  @Override
  public String toString() {
    return headers.stream().map(header -> header.name()).toList().toString();
  }
}
