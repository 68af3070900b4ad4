package dev.waybill.broker.simulation;

import dev.waybill.broker.Batches;
import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.topic.TopicPartition;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Fills a partition of its own and deletes its oldest messages. */
final class SimulatedDeleter {
  static final TopicPartition MINE = new TopicPartition("d", 0);
  private static final String PADDING = "-" + "x".repeat(200);

  private final Ledgers ledgers;
  private final Map<String, CompletableFuture<Appended>> appends = new TreeMap<>();
  private CompletableFuture<Long> deletion;
  private long sent;
  private int deletions;

  SimulatedDeleter(Ledgers ledgers) {
    this.ledgers = ledgers;
  }

  /** How many were answered. */
  int deletions() {
    return deletions;
  }

  void step(SimulatedBroker broker, Random random) {
    settleAnswers();
    if (random.nextInt(3) > 0) {
      String value = "d-" + sent + PADDING;
      ledgers.sent(value, MINE, sent++);
      appends.put(value, broker.append(MINE, Batches.plain(value), Acks.SYNCED));
    } else if (deletion == null) {
      long end = broker.core().directory().find("d").partitions().get(0).offsets().highWatermark();
      boolean everything = random.nextInt(4) == 0;
      long before = everything ? end : random.nextInt((int) end + 1);
      ledgers.deletionAsked(MINE, before);
      deletion =
          broker.ask((core, future) -> core.deleteRecords(MINE, everything ? -1 : before, future));
    }
  }

  /** The broker is gone; what had no answer is unknown. */
  void crashed() {
    settleAnswers();
    appends.clear();
    deletion = null;
  }

  private void settleAnswers() {
    appends.forEach(
        (value, append) -> {
          if (append.isDone() && !append.isCompletedExceptionally()) {
            ledgers.synced(value, append.join().baseOffset());
          }
        });
    appends.values().removeIf(CompletableFuture::isDone);
    if (deletion != null && deletion.isDone()) {
      if (!deletion.isCompletedExceptionally()) {
        ledgers.deletionSynced(MINE, deletion.join());
        deletions++;
      }
      deletion = null;
    }
  }
}
