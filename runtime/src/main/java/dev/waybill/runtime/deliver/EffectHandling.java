package dev.waybill.runtime.deliver;

import dev.waybill.effect.EffectTransaction;
import dev.waybill.error.RetriableException;
import dev.waybill.message.StoredMessage;
import dev.waybill.runtime.deliver.EffectInvocation.AttemptFailed;
import dev.waybill.runtime.deliver.EffectTrack.Carried;
import dev.waybill.runtime.deliver.EffectTrack.Slice;
import dev.waybill.runtime.topic.WaybillHeaders;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the handler is given of a slice: each message that was not handled under its id before. The
 * worker's thread alone.
 */
final class EffectHandling<T, X> {

  /** It is not known which message of the slice has failed. */
  static final int UNKNOWN = -1;

  private final SubscriptionSettings<T> settings;
  private final EffectInvocation<T, X> invocation;
  private final HandlerThread thread;
  private final Tally tally;
  private final Pace pace;

  private long beganNanos;

  /** Messages handled in the transaction in hand. */
  private int handled;

  /** Messages of the transaction in hand whose id is known. */
  private final Set<StoredMessage> repeats = Collections.newSetFromMap(new IdentityHashMap<>());

  EffectHandling(
      SubscriptionSettings<T> settings,
      EffectInvocation<T, X> invocation,
      HandlerThread thread,
      Tally tally,
      Pace pace) {
    this.settings = settings;
    this.invocation = invocation;
    this.thread = thread;
    this.tally = tally;
    this.pace = pace;
  }

  /** A handler's failure, which ends the transaction. */
  static final class HandlerFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Slice slice;
    private final int index;
    private final Throwable reason;

    private HandlerFailed(Slice slice, int index, Throwable reason) {
      super(null, reason, false, false);
      this.slice = slice;
      this.index = index;
      this.reason = reason;
    }

    Slice slice() {
      return slice;
    }

    /** The failed message's place in the slice, or {@link #UNKNOWN}. */
    int index() {
      return index;
    }

    Throwable reason() {
      return reason;
    }
  }

  /** The transaction has taken too long already: it is begun again with fewer messages. */
  static final class TooLong extends Exception {
    private static final long serialVersionUID = 1L;

    private TooLong() {
      super(null, null, false, false);
    }
  }

  /** A transaction begins. */
  void begin() {
    beganNanos = System.nanoTime();
    handled = 0;
    repeats.clear();
  }

  /** The transaction has ended, well or too late: the next one is as long as wished. */
  void end() {
    pace.took(handled, System.nanoTime() - beganNanos);
  }

  /** Writes the ids of the messages, and learns which are repeats. */
  void learnIds(EffectTransaction<X> transaction, List<Slice> slices) {
    List<StoredMessage> withId = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (Slice slice : slices) {
      for (StoredMessage message : slice.messages()) {
        Optional<String> id = message.headers().text(WaybillHeaders.ID);
        if (id.isPresent()) {
          withId.add(message);
          ids.add(id.get());
        }
      }
    }
    if (ids.isEmpty()) {
      return;
    }
    boolean[] fresh = transaction.insertIds(ids);
    for (int i = 0; i < fresh.length; i++) {
      if (!fresh[i]) {
        repeats.add(withId.get(i));
      }
    }
  }

  /** Gives the handler what is new of the slice. */
  Carried handle(EffectTransaction<X> transaction, Slice slice) throws HandlerFailed, TooLong {
    List<StoredMessage> fresh =
        repeats.isEmpty()
            ? slice.messages()
            : slice.messages().stream().filter(message -> !repeats.contains(message)).toList();
    if (invocation.isForAll()) {
      if (!fresh.isEmpty()) {
        call(transaction, slice, fresh);
      }
    } else {
      for (StoredMessage message : fresh) {
        call(transaction, slice, List.of(message));
      }
    }
    return new Carried(slice, fresh.size(), slice.messages().size() - fresh.size(), 0);
  }

  private void call(EffectTransaction<X> transaction, Slice slice, List<StoredMessage> messages)
      throws HandlerFailed, TooLong {
    if (handled > 0 && pace.isTooLong(System.nanoTime() - beganNanos)) {
      throw new TooLong();
    }
    for (StoredMessage message : messages) {
      if (slice.track().firstTry(message.offset())) {
        tally.delivered();
      } else {
        tally.retried();
      }
    }
    Failed before = slice.failed();
    int index = messages.size() == 1 ? 0 : UNKNOWN;
    Throwable failure = null;
    X handle = transaction.handle();
    thread.enter();
    try {
      invocation.invoke(
          slice.track(), messages, before == null ? 1 : before.attempts() + 1, handle);
    } catch (AttemptFailed e) {
      failure = e.reason();
      index = e.index();
    } catch (Throwable e) { // whatever a handler throws costs this attempt only
      failure = e;
    }
    if (!thread.exit() && failure == null) {
      failure = Invocation.timedOut(settings.handlerTimeout());
    }
    if (failure == null) {
      handled += messages.size();
      return;
    }
    if (transaction.isTransient(failure)) {
      throw new RetriableException(
          "the database ended a transaction of "
              + settings.name()
              + " while its handler ran ("
              + failure
              + "); it is tried again as a whole, and costs no message an attempt",
          failure);
    }
    throw new HandlerFailed(
        slice, index == UNKNOWN ? UNKNOWN : place(slice, messages.get(index)), failure);
  }

  private static int place(Slice slice, StoredMessage message) {
    int index = 0;
    while (slice.messages().get(index).offset() != message.offset()) {
      index++;
    }
    return index;
  }
}
