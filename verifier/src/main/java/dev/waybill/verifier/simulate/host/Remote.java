package dev.waybill.verifier.simulate.host;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.ReadResult;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.verifier.simulate.world.Coverage;
import dev.waybill.verifier.simulate.world.Link;
import dev.waybill.verifier.simulate.world.Link.Carriage;
import dev.waybill.verifier.simulate.world.Program;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client's view of the broker: requests with time-outs over its {@link Link}. */
public final class Remote {
  private static final int FETCH_BYTES = 1 << 14;
  private static final long LONGEST_FETCH = 250_000;
  private static final long FETCH_TIMEOUT = 400_000;

  private final BrokerHost host;
  private final Program client;
  private final Link link;
  private final Coverage coverage;

  public Remote(BrokerHost host, Program client, Link link, Coverage coverage) {
    this.host = host;
    this.client = client;
    this.link = link;
    this.coverage = coverage;
  }

  public Link link() {
    return link;
  }

  /** Asks once; the answer comes once, {@link Answer.Silence} after the time-out at the latest. */
  public <T> void ask(
      String what,
      Carriage carriage,
      long timeoutMicros,
      Request<T> request,
      Consumer<Answer<T>> answer) {
    ask(what, carriage, timeoutMicros, request, done -> {}, answer);
  }

  /**
   * @param atBroker runs at the broker when it gives a good answer, whether that arrives or not
   */
  public <T> void ask(
      String what,
      Carriage carriage,
      long timeoutMicros,
      Request<T> request,
      Consumer<T> atBroker,
      Consumer<Answer<T>> answer) {
    Call<T> call = new Call<>(what, carriage, answer, timeoutMicros);
    link.send(
        carriage,
        what,
        () ->
            host.arrive(
                request,
                (done, refusal) -> {
                  if (refusal == null) {
                    atBroker.accept(done);
                  }
                  call.answered(toAnswer(what, done, refusal));
                },
                () -> call.answered(new Answer.Silence<>())));
  }

  /** Reads from there on, and waits for a while if there is nothing yet. */
  public void fetch(
      TopicPartition partition,
      long from,
      Isolation isolation,
      Consumer<Answer<ReadResult>> answer) {
    Call<ReadResult> call = new Call<>("fetch", Carriage.ORDERED, answer, FETCH_TIMEOUT);
    link.send(
        Carriage.ORDERED,
        "fetch",
        () ->
            host.fetch(
                partition,
                from,
                isolation,
                FETCH_BYTES,
                LONGEST_FETCH,
                (done, refusal) -> call.answered(toAnswer("fetch", done, refusal)),
                () -> call.answered(new Answer.Silence<>())));
  }

  private <T> Answer<T> toAnswer(String what, @Nullable T done, @Nullable Throwable refusal) {
    if (refusal == null) {
      @SuppressWarnings("NullAway") // a Void answer is null
      Answer<T> answer = new Answer.Done<>(done);
      return answer;
    }
    Throwable cause = refusal instanceof CompletionException ? refusal.getCause() : refusal;
    if (cause instanceof BrokerException refused) {
      ErrorCode code = refused.code();
      coverage.hit("answer:" + what + ":" + code);
      return new Answer.Refused<>(code, String.valueOf(refused.getMessage()));
    }
    throw new IllegalStateException("expected the broker's refusal of " + what, cause);
  }

  private final class Call<T> {
    private final String what;
    private final Carriage carriage;
    private final Consumer<Answer<T>> answer;
    private final long connection = link.connection();
    private boolean over;

    Call(String what, Carriage carriage, Consumer<Answer<T>> answer, long timeoutMicros) {
      this.what = what;
      this.carriage = carriage;
      this.answer = answer;
      client.later(timeoutMicros, this::timedOut);
    }

    /** At the broker. */
    void answered(Answer<T> with) {
      if (carriage == Carriage.ORDERED && connection != link.connection()) {
        return;
      }
      link.answer(carriage, what, () -> finish(with));
    }

    private void timedOut() {
      if (!over) {
        coverage.hit("answer:" + what + ":silence");
        // As clients do: what comes late over the old connection must not be taken for another's.
        if (carriage == Carriage.ORDERED && connection == link.connection()) {
          link.cut();
        }
        finish(new Answer.Silence<>());
      }
    }

    private void finish(Answer<T> with) {
      if (!over) {
        over = true;
        answer.accept(with);
      }
    }
  }
}
