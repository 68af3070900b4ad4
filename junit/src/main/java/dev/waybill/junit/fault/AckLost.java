package dev.waybill.junit.fault;

import static dev.waybill.junit.fault.Script.messages;

import dev.waybill.effect.EffectTransaction;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RetriableException;
import dev.waybill.junit.life.Interference;
import dev.waybill.junit.life.Life;
import dev.waybill.junit.life.Mode;
import dev.waybill.junit.life.Trial;
import dev.waybill.message.TopicPartition;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The ack gap.
 *
 * <pre>
 *   at-least-once     handler ─► [mark ─X] ─► position ─X   dies, and begins again from the last position
 *   exactly-once      handler ─► COMMIT ─X answer           of a transaction rolled back, of one committed
 *   at-most-once      position ─X answer, handler           dies when all is handled
 * </pre>
 */
final class AckLost implements Script {

  @Override
  public <T> Bite play(Trial<T> trial) throws Exception {
    trial.publish(trial.messages());
    Gap gap = new Gap();
    Life first = trial.begin(gap);
    return switch (first.mode()) {
      case AFTER_HANDLER -> afterHandler(trial, first);
      case BEFORE_HANDLER -> beforeHandler(trial, first, gap);
      case WITH_EFFECTS -> withEffects(trial, first, gap);
    };
  }

  private static <T> Bite afterHandler(Trial<T> trial, Life first) throws Exception {
    trial.await(first, "the end of the first life", first.death());
    int handled = trial.witness().messagesEnded();
    first.close();
    String marked = "";
    if (first.deduplication().isPresent()) {
      marked = "; before that it died between one message's effect and its mark in the store";
      Gap gap = new Gap();
      Life second = trial.begin(gap);
      trial.await(second, "the end of the second life", second.death());
      handled = trial.witness().messagesEnded();
      second.close();
    }
    int before = trial.witness().redelivered();
    trial.liveToTheEnd();
    int again = trial.witness().redelivered() - before;
    if (handled == 0 || again == 0) {
      return new Bite.Missed(
          "expected handled messages to be delivered again, found "
              + handled
              + " handled and "
              + again
              + " delivered again");
    }
    return new Bite.Bit(
        messages(handled)
            + " handled, no acknowledgement arrived, the process died; the next one was given "
            + again
            + " again"
            + marked);
  }

  private static <T> Bite beforeHandler(Trial<T> trial, Life first, Gap gap) throws Exception {
    trial.awaitCaughtUp(first);
    first.die();
    int handled = trial.witness().messagesEnded();
    first.close();
    trial.liveToTheEnd();
    return gap.answersLost.get() == 0
        ? new Bite.Missed("expected a position to be committed before a handler, found none")
        : new Bite.Bit(
            "the answer to the position's commit was lost once, "
                + messages(handled)
                + " handled, the process died; the next one was given none of them");
  }

  private static <T> Bite withEffects(Trial<T> trial, Life first, Gap gap) throws Exception {
    trial.awaitCaughtUp(first);
    first.die();
    first.close();
    trial.liveToTheEnd();
    return gap.rolledBack.get() == 0 || gap.answersLost.get() == 0
        ? new Bite.Missed(
            "expected a transaction that was rolled back and one that was committed, found "
                + gap.rolledBack
                + " and "
                + gap.answersLost)
        : new Bite.Bit(
            "after the handler, one transaction was rolled back and one was committed, and neither"
                + " COMMIT was answered; then the process died, and the broker had heard of nothing");
  }

  private static final class Gap implements Interference {

    private final AtomicInteger answersLost = new AtomicInteger();
    private final AtomicInteger rolledBack = new AtomicInteger();

    @Override
    public void complete(Life life, Runnable store) {
      if (life.number() == 1) {
        life.die();
        throw new RetriableException("the process died between the effect and its mark");
      }
      store.run();
    }

    @Override
    public void commit(Life life, EngineConsumer broker, Map<TopicPartition, Long> next) {
      if (life.mode() == Mode.BEFORE_HANDLER) {
        broker.commit(next);
        if (answersLost.getAndIncrement() == 0) {
          throw new OutcomeUnknownException("the answer to the commit of " + next + " was lost");
        }
        return;
      }
      if (life.wantsToAcknowledgeAll(next) && life.mode() == Mode.AFTER_HANDLER) {
        life.die();
      }
      throw new RetriableException(
          "the connection was lost before the broker heard of positions " + next);
    }

    @Override
    public void commit(Life life, EffectTransaction<?> store) {
      if (rolledBack.getAndIncrement() == 0) {
        store.close();
        throw new OutcomeUnknownException("the answer to COMMIT was lost; it was rolled back");
      }
      store.commit();
      if (answersLost.getAndIncrement() == 0) {
        throw new OutcomeUnknownException("the answer to COMMIT was lost; it was committed");
      }
    }
  }
}
