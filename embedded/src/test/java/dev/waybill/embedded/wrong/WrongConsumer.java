package dev.waybill.embedded.wrong;

import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.Polled;
import dev.waybill.error.FencedException;
import dev.waybill.message.StartPosition;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A consumer that goes wrong wherever it can. */
record WrongConsumer(EngineConsumer right, @Nullable Fault fault) implements EngineConsumer {

  @Override
  public Polled poll(Duration maxWait) {
    Polled polled = right.poll(maxWait);
    if (fault == Fault.RETURNS_MESSAGES_OUT_OF_ORDER) {
      return new Polled(polled.batches().stream().map(WrongConsumer::reversed).toList());
    }
    if (fault == Fault.RETURNS_A_BATCH_TWICE) {
      List<Polled.Batch> twice = new ArrayList<>(polled.batches());
      twice.addAll(polled.batches());
      return new Polled(twice);
    }
    return polled;
  }

  private static Polled.Batch reversed(Polled.Batch batch) {
    List<StoredMessage> messages = new ArrayList<>(batch.messages());
    Collections.reverse(messages);
    return new Polled.Batch(batch.partition(), messages, batch.nextOffset());
  }

  @Override
  public void wakeup() {
    right.wakeup();
  }

  @Override
  public Set<TopicPartition> assignment() {
    return right.assignment();
  }

  @Override
  public void pause(Collection<TopicPartition> partitions) {
    if (fault != Fault.IGNORES_PAUSES) {
      right.pause(partitions);
    }
  }

  @Override
  public void resume(Collection<TopicPartition> partitions) {
    right.resume(partitions);
  }

  @Override
  public void seek(TopicPartition partition, long offset) {
    right.seek(partition, offset);
  }

  @Override
  public long offsetOf(TopicPartition partition, StartPosition position) {
    return right.offsetOf(partition, position);
  }

  @Override
  public void commit(Map<TopicPartition, Long> next) {
    if (fault == Fault.FORGETS_POSITIONS) {
      return;
    }
    try {
      right.commit(next);
    } catch (FencedException e) {
      if (fault != Fault.ACCEPTS_COMMITS_OF_A_LOST_PARTITION) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    right.close();
  }
}
