package dev.waybill.verifier.table;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.codec.Codecs;
import dev.waybill.verifier.process.ParentLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;

/**
 * One life of an embedded pipeline: it publishes some messages, and six groups handle them, three
 * into a topic of notes and three into a database. At the armed place every group stops and says
 * so.
 *
 * <p>Arguments: {@code data}, {@code database}, {@code from}, {@code to} (messages to publish),
 * {@code trap} ({@code before}, {@code after} or {@code none}), {@code name} (of the groups whose
 * effects go to the database).
 */
public final class PipelineProgram {
  static final String INPUT = "pipeline-input";
  static final String TRAPPED = "trapped";
  static final String DRAINED = "drained";

  private final ParentLine parent;
  private final Effects.Hook hook;

  private PipelineProgram(ParentLine parent, String trap) {
    this.parent = parent;
    this.hook =
        new Effects.Hook() {
          @Override
          public void before(String group, int message) throws InterruptedException {
            stopAt("before", trap, group, message);
          }

          @Override
          public void after(String group, int message) throws InterruptedException {
            stopAt("after", trap, group, message);
          }
        };
  }

  /** Started by {@link DeathScript}. */
  public static void main(String[] args) throws Exception {
    ParentLine parent = ParentLine.listen();
    Map<String, String> settings = ParentLine.arguments(args);
    String trap = settings.getOrDefault("trap", "none");
    int from = Integer.parseInt(settings.getOrDefault("from", "0"));
    int to = Integer.parseInt(settings.getOrDefault("to", "0"));
    DataSource database = EffectDatabase.source(settings.getOrDefault("database", ""));
    try (Waybill waybill = Waybill.open("embedded:" + settings.get("data"))) {
      new PipelineProgram(parent, trap)
          .run(waybill, settings.getOrDefault("name", ""), database, from, to);
    }
    parent.say(DRAINED);
    Runtime.getRuntime().halt(0);
  }

  private void run(Waybill waybill, String name, DataSource database, int from, int to) {
    List<Subscription> subscriptions = new ArrayList<>();
    for (Guarantee each : Guarantee.values()) {
      subscriptions.add(notes(waybill, each));
      subscriptions.add(
          Effects.subscribe(waybill, INPUT, effects(name, each), each, database, hook));
    }
    try (Publisher<String> publisher =
        waybill.publisher(Effects.topic(INPUT), Guarantee.EXACTLY_ONCE)) {
      awaitCaughtUp(subscriptions);
      for (int message = from; message < to; message++) {
        // Each is settled everywhere before the next: a death takes along what it strikes only.
        publisher.publish(Integer.toString(message)).join();
        awaitCaughtUp(subscriptions);
      }
    }
    subscriptions.forEach(Subscription::close);
  }

  private static void awaitCaughtUp(List<Subscription> subscriptions) {
    for (Subscription each : subscriptions) {
      while (!each.awaitCaughtUp(Plot.PATIENCE)) {
        each.failure()
            .ifPresent(
                failure -> {
                  throw failure;
                });
      }
    }
  }

  static String effects(String name, Guarantee guarantee) {
    return name + "-" + guarantee;
  }

  static String notes(Guarantee guarantee) {
    return "notes-" + guarantee;
  }

  private Subscription notes(Waybill waybill, Guarantee guarantee) {
    String group = notes(guarantee);
    Topic<String> notes = Topic.named(group).of(Codecs.string()).partitions(1);
    var in = waybill.subscribe(Effects.topic(INPUT)).group(group);
    if (guarantee == Guarantee.EXACTLY_ONCE) {
      return in.exactlyOnce()
          .process(
              (delivery, outputs) -> {
                int number = Integer.parseInt(delivery.message());
                hook.before(group, number);
                outputs.publish(notes, delivery.message());
                hook.after(group, number);
              });
    }
    Publisher<String> publisher = waybill.publisher(notes, Guarantee.AT_LEAST_ONCE);
    return guarantee == Guarantee.AT_MOST_ONCE
        ? in.atMostOnce().maxBatch(1).handle(message -> note(publisher, group, message))
        : in.atLeastOnce().handle(message -> note(publisher, group, message));
  }

  private void note(Publisher<String> publisher, String group, String message)
      throws InterruptedException {
    int number = Integer.parseInt(message);
    hook.before(group, number);
    publisher.publish(message).join();
    hook.after(group, number);
  }

  private void stopAt(String place, String trap, String group, int message)
      throws InterruptedException {
    if (trap.equals(place) && message == Plot.STRUCK) {
      parent.say(TRAPPED + " " + group);
      new CountDownLatch(1).await();
    }
  }
}
