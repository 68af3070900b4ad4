package dev.waybill.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.engine.Polled;
import dev.waybill.message.Headers;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Text in and text out. */
final class Messages {
  private static final long DEADLINE_SECONDS = 60;

  private Messages() {}

  static Answer publish(EnginePublisher publisher, TopicPartition to, String text) {
    Answer answer = new Answer();
    publisher.publish(to, 1_000, null, text.getBytes(UTF_8), Headers.empty(), answer);
    return answer;
  }

  static Answer publish(EngineTransactions transactions, TopicPartition to, String text) {
    Answer answer = new Answer();
    transactions.publish(to, 1_000, null, text.getBytes(UTF_8), Headers.empty(), answer);
    return answer;
  }

  /** Polls until that many messages came. */
  static List<String> poll(EngineConsumer consumer, int count) {
    return pollMessages(consumer, count).stream().map(Messages::text).toList();
  }

  static List<StoredMessage> pollMessages(EngineConsumer consumer, int count) {
    List<StoredMessage> messages = new ArrayList<>();
    long end = System.nanoTime() + Duration.ofSeconds(DEADLINE_SECONDS).toNanos();
    while (messages.size() < count) {
      if (System.nanoTime() > end) {
        throw new AssertionError("expected " + count + " messages, found " + messages.size());
      }
      for (Polled.Batch batch : consumer.poll(Duration.ofSeconds(1)).batches()) {
        messages.addAll(batch.messages());
      }
    }
    return messages;
  }

  /** Polls until what was asked holds. */
  static void pollUntil(EngineConsumer consumer, BooleanSupplier holds) {
    pollUntil(
        () -> {
          boolean held = holds.getAsBoolean();
          if (!held) {
            consumer.poll(Duration.ofMillis(50));
          }
          return held;
        });
  }

  /** Asks again and again, of something that waits by itself, until it holds. */
  static void pollUntil(BooleanSupplier holds) {
    long end = System.nanoTime() + Duration.ofSeconds(DEADLINE_SECONDS).toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("expected a condition to hold, it did not");
      }
    }
  }

  static String text(StoredMessage message) {
    return new String(message.value(), UTF_8);
  }
}
