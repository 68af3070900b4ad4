package dev.waybill.orders.pipeline;

import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Transaction;
import dev.waybill.Transactions;
import dev.waybill.Waybill;
import dev.waybill.error.RetriableException;
import dev.waybill.message.StartPosition;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes orders and publishes each exactly once, whenever its process is killed.
 *
 * <pre>
 *   begin ─► orders n … m ─► progress m ─► commit      all of it, or nothing
 *     ▲                                       │
 *     └───────────────── n := m + 1 ◄─────────┘        after a restart: n := last progress + 1
 * </pre>
 *
 * A producer's sequence numbers remove repeats within one session only. What carries the promise
 * across restarts is that the progress commits together with the orders it speaks of.
 */
public final class OrderIntake {

  private static final int ORDERS_PER_TRANSACTION = 100;
  private static final Duration RESUME_TIMEOUT = Duration.ofSeconds(30);

  private final Waybill waybill;
  private final Shop shop;
  private final OrderGenerator customers;
  private final PipelineListener listener;

  public OrderIntake(
      Waybill waybill, Shop shop, OrderGenerator customers, PipelineListener listener) {
    this.waybill = waybill;
    this.shop = shop;
    this.customers = customers;
    this.listener = listener;
  }

  /**
   * Publishes what is missing of the shop's first {@code orders} orders; all of them are durable on
   * return. Blocks; one call at a time.
   */
  public void publishUpTo(long orders, Pace pace) throws InterruptedException {
    // The session comes first: it fences an older intake and aborts what that left open, so the
    // progress read next is the last there will ever be from it.
    try (Transactions session = waybill.transactions(shop.intakeSession())) {
      long done = lastProgress();
      listener.resumedAfter(done);
      customers.skipTo(done);
      while (done < orders) {
        int count = (int) Math.min(ORDERS_PER_TRANSACTION, orders - done);
        pace.await(count);
        publish(session, done + 1, done + count);
        done += count;
      }
    }
  }

  private void publish(Transactions session, long first, long last) {
    session.run(
        transaction -> {
          for (long number = first; number <= last; number++) {
            Order order = customers.next();
            put(transaction, shop.orders(), order);
            listener.staged(order);
          }
          put(transaction, shop.intakeProgress(), new IntakeProgress(last));
        });
    listener.acknowledged(first, last);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // commit waits for it, and fails if it failed
  private static <T> void put(Transaction transaction, Topic<T> topic, T message) {
    transaction.publish(topic, message);
  }

  private long lastProgress() {
    AtomicLong last = new AtomicLong();
    Topic<IntakeProgress> topic = shop.intakeProgress();
    String session = shop.intakeSession();
    if (waybill.topics().createIfMissing(topic.name(), topic.settings().orElseThrow())) {
      return last.get();
    }
    waybill.groups().reset(session, topic.name(), StartPosition.earliest());
    try (Subscription reader =
        waybill
            .subscribe(topic)
            .group(session)
            .atLeastOnce()
            .handle(progress -> last.accumulateAndGet(progress.lastOrder(), Math::max))) {
      if (!reader.awaitCaughtUp(RESUME_TIMEOUT)) {
        throw new RetriableException(
            "the intake's progress was not read to its end within "
                + RESUME_TIMEOUT
                + "; nothing was published, start the intake again");
      }
    }
    return last.get();
  }
}
