package dev.waybill.verifier.planted.inside;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Receipt;
import dev.waybill.Retry;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.WhenExhausted;
import dev.waybill.admin.GroupDescription;
import dev.waybill.codec.Codecs;
import dev.waybill.error.WaybillException;
import dev.waybill.message.StartPosition;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Integrity;
import dev.waybill.verifier.history.Promises;
import dev.waybill.verifier.history.Promises.GroupPromise;
import dev.waybill.verifier.history.Recorded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The delivery loops on an embedded engine, which the simulator does not run: one member of a group
 * meets trouble with one message and ends, another comes after it.
 *
 * <pre>
 *   publish 0 … 9 ─► first member: trouble with 7 ─► publish 10 … 19 ─► first ends ─► second member
 *                                                      effects counted, position read ◄─┘
 * </pre>
 */
public final class DeliveryRun
    implements Function<String, Promises>, BiConsumer<String, Consumer<Recorded>> {
  private static final int MESSAGES = 20;
  private static final int BEFORE_TROUBLE = 10;
  private static final int TROUBLE = 7;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String GROUP = "g";
  private static final String PUBLISHER = "publisher#1";

  /** A key each, so that none waits for one that failed. */
  private static final Topic<String> IN =
      Topic.named("in").of(Codecs.string()).key(text -> text).partitions(1);

  private static final Topic<String> OUT = Topic.named("out").of(Codecs.string()).partitions(1);
  private static final Topic<String> DEAD = Topic.named("dead").of(Codecs.string()).partitions(1);

  private static Guarantee guarantee(String run) {
    return run.startsWith("deliver:at-most-once")
        ? Guarantee.AT_MOST_ONCE
        : run.startsWith("deliver:exactly-once") ? Guarantee.EXACTLY_ONCE : Guarantee.AT_LEAST_ONCE;
  }

  @Override
  public Promises apply(String run) {
    return new Promises(
        run,
        "",
        Map.of(PUBLISHER, Guarantee.AT_LEAST_ONCE),
        Map.of(GROUP, new GroupPromise(guarantee(run), true, true)),
        10_000,
        0,
        1,
        Set.of());
  }

  @Override
  public void accept(String run, Consumer<Recorded> out) {
    EmbeddedEngines.with(waybill -> new Attempt(waybill, run, new Notes(out)).run());
  }

  /** One run. */
  private static final class Attempt {
    private final Waybill waybill;
    private final String run;
    private final Notes notes;
    private final long[] offsets = new long[MESSAGES];
    private final AtomicIntegerArray effects = new AtomicIntegerArray(MESSAGES);
    private final CountDownLatch troubled = new CountDownLatch(2);
    private final AtomicBoolean failedOnce = new AtomicBoolean();

    Attempt(Waybill waybill, String run, Notes notes) {
      this.waybill = waybill;
      this.run = run;
      this.notes = notes;
    }

    void run() throws InterruptedException {
      try (Publisher<String> publisher = waybill.publisher(IN, Guarantee.AT_LEAST_ONCE)) {
        for (int i = 0; i < BEFORE_TROUBLE; i++) {
          publish(publisher, i);
        }
        notes.note(new Event.Assigned("worker#1", GROUP, IN.name(), 0, 0));
        try (Subscription first = first()) {
          boolean unused = troubled.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
          for (int i = BEFORE_TROUBLE; i < MESSAGES; i++) {
            publish(publisher, i);
            TimeUnit.MILLISECONDS.sleep(2); // in polls of their own, after whatever went back
          }
          if (!run.startsWith("deliver:at-least-once")) {
            caughtUp(first);
          }
        }
        try (Subscription second = second()) {
          caughtUp(second);
        }
      }
      atRest();
    }

    private void publish(Publisher<String> publisher, int message) {
      notes.note(
          new Event.PublishInvoked(
              PUBLISHER, message, IN.name(), 0, "", message, Event.NO_TRANSACTION));
      Receipt receipt = publisher.publish(Integer.toString(message)).join();
      offsets[message] = receipt.offset();
      notes.note(new Event.Published(PUBLISHER, message, IN.name(), 0, receipt.offset()));
    }

    private static void caughtUp(Subscription subscription) {
      boolean unused = subscription.awaitCaughtUp(PATIENCE);
      subscription
          .failure()
          .ifPresent(
              failure -> {
                throw new IllegalStateException("the subscription has failed: " + failure);
              });
    }

    private Subscription first() {
      if (run.startsWith("deliver:at-most-once")) {
        troubled.countDown();
        troubled.countDown();
        return second();
      }
      if (run.startsWith("deliver:exactly-once")) {
        troubled.countDown();
        return copying();
      }
      boolean gives = run.startsWith("deliver:dead-letters");
      return waybill
          .subscribe(IN)
          .group(GROUP)
          .atLeastOnce()
          .startAt(StartPosition.earliest())
          .retry(Retry.fixed(Duration.ofMillis(2)).maxAttempts(gives ? 2 : 100_000))
          .whenExhausted(WhenExhausted.deadLetter(DEAD.name()))
          .commitEvery(Duration.ofMillis(1))
          .handle(
              text -> {
                if (text.equals(Integer.toString(TROUBLE))) {
                  troubled.countDown();
                  throw new IllegalStateException("trouble");
                }
                happen(text);
              });
    }

    private Subscription second() {
      if (run.startsWith("deliver:exactly-once")) {
        return copying();
      }
      return guarantee(run) == Guarantee.AT_MOST_ONCE
          ? waybill
              .subscribe(IN)
              .group(GROUP)
              .atMostOnce()
              .startAt(StartPosition.earliest())
              .handle(this::happen)
          : waybill
              .subscribe(IN)
              .group(GROUP)
              .atLeastOnce()
              .startAt(StartPosition.earliest())
              .handle(this::happen);
    }

    private Subscription copying() {
      return waybill
          .subscribe(IN)
          .group(GROUP)
          .exactlyOnce()
          .startAt(StartPosition.earliest())
          .retry(Retry.fixed(Duration.ofMillis(1)).maxAttempts(10))
          .into(OUT)
          .process(
              text -> {
                if (text.equals(Integer.toString(TROUBLE)) && !failedOnce.getAndSet(true)) {
                  troubled.countDown();
                  throw new IllegalStateException("trouble");
                }
                return List.of(text);
              });
    }

    private void happen(String text) {
      effects.incrementAndGet(Integer.parseInt(text));
    }

    private void atRest() {
      if (run.startsWith("deliver:exactly-once")) {
        read(OUT).forEach(this::happen);
      } else if (run.startsWith("deliver:dead-letters")) {
        read(DEAD).forEach(this::happen); // given up, and where somebody will look
      }
      for (int i = 0; i < MESSAGES; i++) {
        notes.note(new Event.Read("final", IN.name(), 0, offsets[i], i, Integrity.WHOLE));
      }
      notes.note(new Event.ReadToEnd("final", IN.name(), 0, 0, offsets[MESSAGES - 1] + 1));
      for (GroupDescription.Position each :
          waybill.groups().describe(GROUP).orElseThrow().positions()) {
        notes.note(
            new Event.PositionRead("final", GROUP, IN.name(), 0, Math.max(0, each.committed())));
      }
      for (int i = 0; i < MESSAGES; i++) {
        notes.note(new Event.EffectCounted("final", GROUP, i, effects.get(i)));
      }
    }

    private List<String> read(Topic<String> topic) {
      List<String> all = new ArrayList<>();
      try (Subscription reading =
          waybill.subscribe(topic).broadcast().startAt(StartPosition.earliest()).handle(all::add)) {
        caughtUp(reading);
      } catch (WaybillException none) {
        // There is no such topic: nothing was ever put there.
      }
      return all;
    }
  }
}
