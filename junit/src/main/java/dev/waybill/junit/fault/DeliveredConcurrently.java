package dev.waybill.junit.fault;

import static dev.waybill.junit.fault.Script.messages;

import dev.waybill.junit.life.Interference;
import dev.waybill.junit.life.Life;
import dev.waybill.junit.life.Mode;
import dev.waybill.junit.life.Rendezvous;
import dev.waybill.junit.life.Trial;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A zombie: expelled with all messages in hand, it does not know it, and another process is given
 * the same messages.
 *
 * <pre>
 *   at-least-once     both stand before the handler (or the ids' store), message by message
 *   exactly-once      both stand before the position's row
 *   at-most-once      the zombie is in its handler while the other looks for messages: none is left
 * </pre>
 */
final class DeliveredConcurrently implements Script {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Override
  public <T> Bite play(Trial<T> trial) throws Exception {
    trial.publish(trial.messages());
    TwoOwners two = new TwoOwners();
    try {
      return play(trial, two);
    } finally {
      two.otherIsDone.countDown();
    }
  }

  private static <T> Bite play(Trial<T> trial, TwoOwners two) throws Exception {
    Life zombie = trial.begin(two);
    trial.await(zombie, "a consumer with messages in hand", two.expelled);
    Life other = trial.begin(two);
    trial.awaitCaughtUp(other);
    two.otherIsDone.countDown();
    other.close();
    zombie.close();
    int met = two.rendezvous.met();
    if (zombie.mode() == Mode.BEFORE_HANDLER) {
      return new Bite.Bit(
          "a consumer was expelled while it handled a message, and another one took over and was"
              + " given none of what had been acknowledged");
    }
    if (met == 0) {
      return new Bite.Missed(
          "expected two consumers with the same message at the same moment, found none: the zombie"
              + " was through before the other one began");
    }
    return new Bite.Bit(
        switch (zombie.mode()) {
          case WITH_EFFECTS ->
              "two processes had the same messages in hand and asked for the position's row at the"
                  + " same moment";
          default ->
              "two processes had the same messages in hand, and began "
                  + messages(met)
                  + " at the same moment";
        });
  }

  private static final class TwoOwners implements Interference {

    private final CountDownLatch expelled = new CountDownLatch(1);
    private final CountDownLatch otherIsDone = new CountDownLatch(1);
    private final AtomicBoolean inHandler = new AtomicBoolean();
    private final Rendezvous rendezvous = new Rendezvous(PATIENCE);

    @Override
    public boolean leaving(Life life, boolean settledIn) {
      if (life.number() != 1 || expelled.getCount() == 0) {
        return false;
      }
      return life.mode() == Mode.BEFORE_HANDLER ? inHandler.get() : settledIn;
    }

    @Override
    public void left(Life life) {
      expelled.countDown();
    }

    @Override
    public void handling(Life life, List<String> ids) {
      if (life.mode() == Mode.BEFORE_HANDLER) {
        if (life.number() == 1 && inHandler.compareAndSet(false, true)) {
          awaitOther(life);
        }
      } else if (life.mode() == Mode.AFTER_HANDLER && life.deduplication().isEmpty()) {
        rendezvous.meet(life, "handler of " + ids.get(0));
      }
    }

    private void awaitOther(Life life) {
      life.wakeup();
      try {
        if (!otherIsDone.await(30, TimeUnit.SECONDS)) {
          throw new IllegalStateException("the other process did not end");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void claiming(Life life, String id) {
      rendezvous.meet(life, "claim of " + id);
    }

    @Override
    public void locking(Life life, Collection<TopicPartition> partitions) {
      rendezvous.meet(life, "row of " + partitions.iterator().next());
    }
  }
}
