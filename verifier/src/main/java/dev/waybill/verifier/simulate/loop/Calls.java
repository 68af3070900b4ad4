package dev.waybill.verifier.simulate.loop;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.embedded.translation.Failures;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.WaybillException;
import dev.waybill.verifier.simulate.actor.Patience;
import dev.waybill.verifier.simulate.host.Answer;
import dev.waybill.verifier.simulate.host.Remote;
import dev.waybill.verifier.simulate.host.Request;
import dev.waybill.verifier.simulate.world.Link.Carriage;
import org.jspecify.annotations.Nullable;

/** Requests whose thread waits for the answer, as an engine's callers expect it. */
final class Calls {

  private static final class Waiting<T> {
    @Nullable Answer<T> answer;
  }

  private final Remote remote;
  private final Strands strands;

  Calls(Remote remote, Strands strands) {
    this.remote = remote;
    this.strands = strands;
  }

  /**
   * Asks for something to look at: without an answer nothing was done, and it may be asked again.
   */
  <T> T look(String what, Request<T> request) {
    try {
      return ask(what, request);
    } catch (OutcomeUnknownException e) {
      throw new RetriableException(what + ": no answer came in time", e);
    }
  }

  /**
   * @throws WaybillException by the kind of the refusal; no answer is an unknown outcome
   */
  <T> T ask(String what, Request<T> request) {
    Waiting<T> waiting = new Waiting<>();
    remote.<T>ask(
        what,
        Carriage.ORDERED,
        Patience.ANSWER,
        request,
        answer -> {
          waiting.answer = answer;
          strands.signal(waiting);
        });
    try {
      boolean unused = strands.await(waiting, () -> waiting.answer != null, Long.MAX_VALUE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OutcomeUnknownException(what + ": interrupted while it waited", e);
    }
    if (waiting.answer instanceof Answer.Done<T> done) {
      return done.value();
    }
    if (waiting.answer instanceof Answer.Refused<T> refused) {
      throw failure(what, refused.code(), refused.message());
    }
    throw new OutcomeUnknownException(what + ": no answer came in time");
  }

  /** A broker that is elsewhere comes back: what it refuses meanwhile may be asked again. */
  private static WaybillException failure(String what, ErrorCode code, String message) {
    return switch (code) {
      case BROKER_CLOSED -> new RetriableException(what + ": " + message);
      case TRANSACTION_ABORTABLE ->
          new RetriableException(what + ": " + message, new BrokerException(code, message));
      case STORAGE_FAILED -> new OutcomeUnknownException(what + ": " + message);
      default -> Failures.of(what, new BrokerException(code, message));
    };
  }
}
