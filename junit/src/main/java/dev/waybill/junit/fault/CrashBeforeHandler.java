package dev.waybill.junit.fault;

import static dev.waybill.junit.fault.Script.messages;

import dev.waybill.junit.life.Interference;
import dev.waybill.junit.life.Life;
import dev.waybill.junit.life.Mode;
import dev.waybill.junit.life.Trial;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The process dies with messages in hand.
 *
 * <p>Where the position is committed after the handler it dies before the very first one: what was
 * handled before it would be in the ack gap, which is another fault. Elsewhere half of them are
 * handled first.
 */
final class CrashBeforeHandler implements Script {

  @Override
  public <T> Bite play(Trial<T> trial) throws Exception {
    trial.publish(trial.messages());
    Crash crash = new Crash(trial.messages().size() / 2);
    Life first = trial.begin(crash);
    trial.await(first, "the crash before a handler", first.death());
    int handled = trial.witness().messagesEnded();
    first.close();
    trial.liveToTheEnd();
    int afterwards = trial.witness().messagesEnded() - handled;
    if (!crash.done.get()) {
      return new Bite.Missed("expected a message to reach a handler, found none");
    }
    return new Bite.Bit(
        messages(handled)
            + " handled, the process died with the next one in hand; the next process handled "
            + messages(afterwards)
            + (first.mode() == Mode.BEFORE_HANDLER && afterwards == 0
                ? ": the others were acknowledged before"
                : ""));
  }

  private static final class Crash implements Interference {

    private final int half;
    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicInteger begun = new AtomicInteger();

    Crash(int half) {
      this.half = half;
    }

    @Override
    public void handling(Life life, List<String> ids) {
      int first = life.mode() == Mode.AFTER_HANDLER ? 0 : half;
      if (begun.getAndAdd(ids.size()) + ids.size() > first && done.compareAndSet(false, true)) {
        life.die();
      }
    }
  }
}
