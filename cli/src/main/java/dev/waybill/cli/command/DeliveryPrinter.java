package dev.waybill.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.Delivery;
import dev.waybill.cli.terminal.BrokenPipeException;
import dev.waybill.cli.terminal.Json;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.message.Header;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Prints deliveries up to a limit. One thread prints; any may ask for the counts.
 *
 * <p>Invariant: what {@link #print} returns has been handed to the reader of the output, so that a
 * position may pass it.
 */
final class DeliveryPrinter {

  private final Terminal terminal;
  private final boolean json;
  private final Optional<String> keySeparator;
  private final long max;
  private volatile long printed;
  private volatile long passedOver;
  private volatile boolean readerGone;

  DeliveryPrinter(Terminal terminal, boolean json, Optional<String> keySeparator, long max) {
    this.terminal = terminal;
    this.json = json;
    this.keySeparator = keySeparator;
    this.max = max;
  }

  /** Prints as many as the limit leaves room for, and returns those; none if the reader is gone. */
  List<Delivery<byte[]>> print(List<Delivery<byte[]>> deliveries) {
    List<Delivery<byte[]>> done = new ArrayList<>(deliveries.size());
    for (Delivery<byte[]> delivery : deliveries) {
      if (printed + done.size() < max) {
        printOne(delivery);
        done.add(delivery);
      }
    }
    if (!flush()) {
      return List.of();
    }
    add(done.size(), deliveries.size() - done.size());
    return done;
  }

  // Not thrown on: to the subscription it would be a failure of the message, and logged as one.
  private boolean flush() {
    try {
      terminal.flush();
      return true;
    } catch (BrokenPipeException e) {
      readerGone = true;
      return false;
    }
  }

  // Written by the printing thread only, so that a plain addition is enough.
  private synchronized void add(long morePrinted, long morePassedOver) {
    printed = printed + morePrinted;
    passedOver = passedOver + morePassedOver;
  }

  long printed() {
    return printed;
  }

  /** Messages given to us after the limit was reached, and not printed. */
  long passedOver() {
    return passedOver;
  }

  boolean isFull() {
    return printed >= max;
  }

  /** Whether nobody reads the output any more. */
  boolean isReaderGone() {
    return readerGone;
  }

  private void printOne(Delivery<byte[]> delivery) {
    if (json) {
      terminal.out().println(Json.line(asMap(delivery)));
      return;
    }
    keySeparator.ifPresent(
        separator -> terminal.out().print(delivery.key().orElse("") + separator));
    byte[] value = delivery.message();
    terminal.out().write(value, 0, value.length);
    terminal.out().write('\n');
  }

  private static Map<String, Object> asMap(Delivery<byte[]> delivery) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("topic", delivery.topicPartition().topic());
    map.put("partition", delivery.topicPartition().partition());
    map.put("offset", delivery.offset());
    map.put("timestamp", delivery.timestamp().toString());
    delivery.key().ifPresent(key -> map.put("key", key));
    putBytes(map, "value", delivery.message());
    if (!delivery.headers().isEmpty()) {
      List<Map<String, Object>> headers = new ArrayList<>();
      for (Header header : delivery.headers()) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", header.name());
        putBytes(entry, "value", header.value());
        headers.add(entry);
      }
      map.put("headers", headers);
    }
    map.put("attempt", delivery.attempt());
    return map;
  }

  /** Text where the bytes are text; otherwise Base64, under a name that says so. */
  private static void putBytes(Map<String, Object> map, String name, byte[] bytes) {
    try {
      map.put(name, UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      map.put(name + "Base64", Base64.getEncoder().encodeToString(bytes));
    }
  }
}
