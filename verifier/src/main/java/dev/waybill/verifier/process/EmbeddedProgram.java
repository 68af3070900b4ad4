package dev.waybill.verifier.process;

import static dev.waybill.verifier.history.Event.NO_TRANSACTION;

import dev.waybill.Delivery;
import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Receipt;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.codec.Codec;
import dev.waybill.codec.Codecs;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Payload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One life of an embedded pipeline: publishers and handlers under each guarantee in one process, on
 * one data directory. It publishes until it is told to finish, and then handles all that is there.
 *
 * <p>Arguments: {@code data}, {@code directory} (of events), {@code process}, {@code number},
 * {@code guarantees}, {@code perSecond}.
 */
public final class EmbeddedProgram {
  private static final int PARTITIONS = 3;
  private static final int KEYS = 7;

  /** After so many answers and deliveries a life has done something that a kill may cost. */
  private static final long BUSY = 200;

  private final Waybill waybill;
  private final EventFile events;
  private final String process;
  private final AtomicLong copies;
  private final long firstNumber;
  private final AtomicLong operations = new AtomicLong();

  private EmbeddedProgram(Waybill waybill, EventFile events, String process, int number) {
    this.waybill = waybill;
    this.events = events;
    this.process = process;
    this.firstNumber = number * 1_000_000_000L;
    this.copies = new AtomicLong(firstNumber + 500_000_000L);
  }

  /** Started by {@link EmbeddedVerification}. */
  public static void main(String[] args) throws Exception {
    ParentLine parent = ParentLine.listen();
    Map<String, String> settings = ParentLine.arguments(args);
    Path directory = Path.of(settings.getOrDefault("directory", "."));
    String process = settings.getOrDefault("process", "pipeline");
    int number = Integer.parseInt(settings.getOrDefault("number", "1"));
    int perSecond = Integer.parseInt(settings.getOrDefault("perSecond", "100"));
    List<Guarantee> guarantees = new ArrayList<>();
    for (String each : settings.getOrDefault("guarantees", "").split(",")) {
      guarantees.add(Guarantee.parse(each));
    }
    try (EventFile events = EventFile.create(directory.resolve(process + MergedHistory.SUFFIX));
        EffectFile effects = EffectFile.create(directory.resolve(process + ".effects"));
        Waybill waybill = Waybill.open("embedded:" + settings.get("data"))) {
      new EmbeddedProgram(waybill, events, process, number)
          .run(parent, guarantees, effects, perSecond);
    }
    parent.say("finished");
    Runtime.getRuntime().halt(0);
  }

  static String topic(Guarantee guarantee) {
    return guarantee.toString();
  }

  static String group(Guarantee guarantee) {
    return guarantee + "-group";
  }

  static String copies() {
    return "copies";
  }

  /** A publisher's name in the history: one for each guarantee of each life. */
  static String publisher(String process, Guarantee guarantee) {
    return process + "-publishes-" + guarantee;
  }

  /** The name under which it publishes copies. */
  static String copier(String process) {
    return process + "-copies";
  }

  private void run(ParentLine parent, List<Guarantee> guarantees, EffectFile effects, int perSecond)
      throws InterruptedException {
    List<Subscription> subscriptions = new ArrayList<>();
    List<Publisher<Payload>> publishers = new ArrayList<>();
    for (Guarantee each : guarantees) {
      subscriptions.add(subscribe(each, effects));
      publishers.add(waybill.publisher(typed(topic(each)), each));
    }
    boolean busy = false;
    for (long sequence = 0; !parent.isFinishing(); sequence++) {
      if (!busy && operations.get() >= BUSY) {
        busy = true;
        parent.say("busy");
      }
      for (int i = 0; i < publishers.size(); i++) {
        publish(
            publishers.get(i),
            guarantees.get(i),
            sequence,
            firstNumber + sequence * publishers.size() + i);
      }
      Thread.sleep(1_000 / perSecond);
    }
    publishers.forEach(Publisher::close);
    for (Subscription each : subscriptions) {
      while (!each.awaitCaughtUp(Subscription.CLOSE_TIMEOUT)) {
        each.failure()
            .ifPresent(
                failure -> {
                  throw failure;
                });
      }
      each.close();
    }
  }

  private static Topic<Payload> typed(String name) {
    return Topic.named(name)
        .of(Codec.of(Payload::toBytes, EmbeddedProgram::unread))
        .key(Payload::key)
        .partitions(PARTITIONS);
  }

  private static Payload unread(byte[] bytes) {
    throw new IllegalStateException("expected raw bytes to be read, not " + bytes.length);
  }

  private static Topic<byte[]> raw(String name) {
    return Topic.named(name).of(Codecs.bytes()).partitions(PARTITIONS);
  }

  private void publish(
      Publisher<Payload> publisher, Guarantee guarantee, long sequence, long message) {
    String name = publisher(process, guarantee);
    String topic = topic(guarantee);

    String key = name + "-" + sequence % KEYS;
    events.add(
        new Event.PublishInvoked(
            name, message, topic, Event.UNKNOWN_PARTITION, key, sequence, NO_TRANSACTION));
    var unused =
        publisher
            .publish(new Payload(message, sequence, topic, key))
            .whenComplete((receipt, failure) -> answered(name, message, receipt, failure));
  }

  private void answered(
      String name, long message, @Nullable Receipt receipt, @Nullable Throwable failure) {
    operations.incrementAndGet();
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof OutcomeUnknownException) {
      events.add(new Event.PublishUnknown(name, message, cause.toString()));
    } else if (cause != null || receipt == null) {
      events.add(new Event.PublishFailed(name, message, String.valueOf(cause)));
    } else if (receipt.offset() == Receipt.UNKNOWN_OFFSET) {
      events.add(new Event.PublishUnknown(name, message, "not awaited"));
    } else {
      events.add(
          new Event.Published(
              name, message, receipt.topic(), receipt.partition(), receipt.offset()));
    }
  }

  private Subscription subscribe(Guarantee guarantee, EffectFile effects) {
    var in = waybill.subscribe(raw(topic(guarantee))).group(group(guarantee));
    return switch (guarantee) {
      case AT_MOST_ONCE ->
          in.atMostOnce().handleDeliveries(each -> handle(guarantee, each, effects));
      case AT_LEAST_ONCE ->
          in.atLeastOnce().handleDeliveries(each -> handle(guarantee, each, effects));
      case EXACTLY_ONCE ->
          in.exactlyOnce()
              .process(
                  (each, outputs) -> {
                    long message = delivered(guarantee, each);
                    String key = CopierProgram.keyOf(message);
                    long copy = copies.getAndIncrement();
                    events.add(
                        new Event.PublishInvoked(
                            copier(process),
                            copy,
                            copies(),
                            Event.UNKNOWN_PARTITION,
                            key,
                            copy,
                            NO_TRANSACTION));
                    outputs.publish(typed(copies()), new Payload(copy, copy, copies(), key));
                  });
    };
  }

  private void handle(Guarantee guarantee, Delivery<byte[]> delivery, EffectFile effects) {
    effects.add(delivered(guarantee, delivery));
    events.add(
        new Event.Acknowledged(
            process,
            group(guarantee),
            delivery.topicPartition().topic(),
            delivery.topicPartition().partition(),
            delivery.offset()));
  }

  private long delivered(Guarantee guarantee, Delivery<byte[]> delivery) {
    operations.incrementAndGet();
    String topic = delivery.topicPartition().topic();
    Payload.Opened opened = Payload.open(delivery.message(), topic, delivery.key().orElse(""));
    events.add(
        new Event.Delivered(
            process,
            group(guarantee),
            topic,
            delivery.topicPartition().partition(),
            delivery.offset(),
            opened.message(),
            opened.integrity()));
    return opened.message();
  }
}
