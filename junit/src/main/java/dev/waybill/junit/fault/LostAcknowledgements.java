package dev.waybill.junit.fault;

import dev.waybill.engine.EngineConsumer;
import dev.waybill.error.RetriableException;
import dev.waybill.junit.life.Interference;
import dev.waybill.junit.life.Life;
import dev.waybill.message.TopicPartition;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * No acknowledgement reaches the broker; tells when all of them were tried. For positions that are
 * committed after the handler, and those that follow a store's.
 */
class LostAcknowledgements implements Interference {

  private final CountDownLatch all = new CountDownLatch(1);

  /** Counted down when everything was handled, and its acknowledgement was lost. */
  final CountDownLatch all() {
    return all;
  }

  @Override
  public void commit(Life life, EngineConsumer broker, Map<TopicPartition, Long> next) {
    if (life.wantsToAcknowledgeAll(next)) {
      whenAllAreLost(life);
      all.countDown();
    }
    throw new RetriableException(
        "the connection was lost before the broker heard of positions " + next);
  }

  void whenAllAreLost(Life life) {}
}
