package dev.waybill.verifier.history;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what {@link HistoryWriter} wrote, one event at a time.
 *
 * <p>A recorder may have been killed in the middle of its last line: such a line is left out and
 * {@link #cut} says so. Anything else that is not as it was written is {@link DamagedHistory}: a
 * line that is missing, doubled, changed or cut in the middle.
 *
 * <p>For one thread.
 */
public final class HistoryReader implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int LONGEST_LINE_BYTES = 1 << 24;

  private final InputStream in;
  private final JsonFactory json =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.threadLocalPool()).build();
  private final Texts texts = new Texts();
  private final Promises promises;
  private byte[] buffer = new byte[BUFFER_BYTES];
  private int from;
  private int to;
  private int lineEnd;
  private boolean whole = true;
  private boolean cut;
  private long line;
  private long next;

  public HistoryReader(Path file) throws IOException {
    this(Files.newInputStream(file));
  }

  /** Owns the stream: closes it. */
  public HistoryReader(InputStream in) throws IOException {
    this.in = in instanceof ByteArrayInputStream ? in : new BufferedInputStream(in, BUFFER_BYTES);
    if (!nextLine() || !whole) {
      throw new DamagedHistory(
          1, "expected the promises, found " + (to - from) + " bytes and the end");
    }
    try {
      promises = JsonMapper.shared().readValue(buffer, from, lineEnd - from, Promises.class);
    } catch (JacksonException e) {
      throw new DamagedHistory(1, "expected the promises, found " + e.getOriginalMessage(), e);
    }
    from = lineEnd + 1;
  }

  public Promises promises() {
    return promises;
  }

  /** Whether the history ends in the middle of a line: known once {@link #next} has said null. */
  public boolean cut() {
    return cut;
  }

  /** Null at the end. */
  public @Nullable Recorded next() throws IOException {
    if (!nextLine()) {
      return null;
    }
    Recorded recorded;
    try {
      recorded = parse();
    } catch (JacksonException | IllegalArgumentException e) {
      if (!whole) {
        cut = true;
        from = to;
        return null;
      }
      String found =
          e instanceof JacksonException damage ? damage.getOriginalMessage() : e.getMessage();
      throw new DamagedHistory(line, "expected an event, found that " + found, e);
    }
    if (recorded.number() != next) {
      throw new DamagedHistory(
          line, "expected event number " + next + ", found " + recorded.number());
    }
    next++;
    from = Math.min(lineEnd + 1, to);
    return recorded;
  }

  /** All that is left, in order. */
  public void forEachRemaining(Consumer<? super Recorded> consumer) throws IOException {
    for (Recorded recorded = next(); recorded != null; recorded = next()) {
      consumer.accept(recorded);
    }
  }

  private Recorded parse() {
    try (JsonParser in =
        json.createParser(ObjectReadContext.empty(), buffer, from, lineEnd - from)) {
      expect(in.nextToken() == JsonToken.START_OBJECT, "no object", "", "");
      long number = number(in, HistoryWriter.NUMBER);
      long millis = number(in, HistoryWriter.MILLIS);
      expect(HistoryWriter.EVENT.equals(in.nextName()), "no ", HistoryWriter.EVENT, "");
      expect(in.nextToken() == JsonToken.VALUE_STRING, "no kind of event", "", "");
      Shape shape = Shape.named(text(in));
      Object[] values = new Object[shape.fields.size()];
      for (int i = 0; i < values.length; i++) {
        Shape.Field field = shape.fields.get(i);
        expect(field.name().equals(in.nextName()), shape.name, " has no ", field.name());
        values[i] = value(in, field);
      }
      expect(in.nextToken() == JsonToken.END_OBJECT, shape.name, " has more than its fields", "");
      expect(in.nextToken() == null, "more than one event in a line", "", "");
      return new Recorded(number, millis, shape.event(values));
    }
  }

  private Object value(JsonParser in, Shape.Field field) {
    JsonToken token = in.nextToken();
    if (field.type() == long.class) {
      expect(token == JsonToken.VALUE_NUMBER_INT, field.name(), " is no number", "");
      return in.getLongValue();
    }
    if (field.type() == int.class) {
      expect(token == JsonToken.VALUE_NUMBER_INT, field.name(), " is no number", "");
      return in.getIntValue();
    }
    if (field.type() == boolean.class) {
      expect(token != null && token.isBoolean(), field.name(), " is not true or false", "");
      return in.getBooleanValue();
    }
    expect(token == JsonToken.VALUE_STRING, field.name(), " is no text", "");
    return field.type() == String.class ? text(in) : field.word(text(in));
  }

  private long number(JsonParser in, String name) {
    expect(name.equals(in.nextName()), "no ", name, "");
    expect(in.nextToken() == JsonToken.VALUE_NUMBER_INT, name, " is no number", "");
    return in.getLongValue();
  }

  private String text(JsonParser in) {
    return texts.of(in.getStringCharacters(), in.getStringOffset(), in.getStringLength());
  }

  /** The words are put together only if they are needed: this is asked twenty times a line. */
  private static void expect(boolean holds, String found, String more, String still) {
    if (!holds) {
      throw new IllegalArgumentException(found + more + still);
    }
  }

  /** Finds the next line's end. False where nothing is left. */
  private boolean nextLine() throws IOException {
    int scanned = from;
    while (true) {
      for (int i = scanned; i < to; i++) {
        if (buffer[i] == '\n') {
          lineEnd = i;
          line++;
          return true;
        }
      }
      scanned = to - from;
      System.arraycopy(buffer, from, buffer, 0, scanned);
      from = 0;
      to = scanned;
      if (to == buffer.length) {
        if (buffer.length >= LONGEST_LINE_BYTES) {
          throw new DamagedHistory(
              line + 1, "expected at most " + LONGEST_LINE_BYTES + " bytes, found more");
        }
        buffer = Arrays.copyOf(buffer, 2 * buffer.length);
      }
      int got = in.read(buffer, to, buffer.length - to);
      if (got < 0) {
        whole = false;
        lineEnd = to;
        line++;
        return from < to;
      }
      to += got;
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
