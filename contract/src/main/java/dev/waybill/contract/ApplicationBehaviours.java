package dev.waybill.contract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Publisher;
import dev.waybill.Receipt;
import dev.waybill.Retry;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.codec.Codecs;
import dev.waybill.contract.exchange.Names;
import dev.waybill.contract.gate.Needs;
import dev.waybill.engine.Capability;
import dev.waybill.engine.Engine;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Behaviours that an application sees, through {@link Waybill#over}. */
@Needs(
    value = {Capability.GROUPS},
    anyOf = {Capability.PUBLISH_SYNCED, Capability.PUBLISH_REPLICATED})
abstract class ApplicationBehaviours extends Behaviours {

  static final Retry QUICK = Retry.fixed(Duration.ofMillis(2)).maxAttempts(3);

  /** What handlers saw, in order. */
  final List<String> seen = new CopyOnWriteArrayList<>();

  private @Nullable Waybill waybill;

  @BeforeEach
  final void connect() {
    waybill = Waybill.over(engine());
  }

  @AfterEach
  final void disconnect() {
    waybill().close();
  }

  final Waybill waybill() {
    return requireNonNull(waybill, "connected before each behaviour");
  }

  /** Closes everything, as the end of a process does, and connects to the same data again. */
  final Waybill restart() {
    waybill().close();
    Engine next = reopen();
    waybill = Waybill.over(next);
    return waybill;
  }

  /** A topic of texts {@code key:text} that nobody else uses; every text is its own id. */
  static Topic<String> topic(int partitions) {
    return Topic.named(Names.fresh("topic"))
        .of(Codecs.string())
        .key(ApplicationBehaviours::keyOf)
        .id(text -> text)
        .partitions(partitions);
  }

  static String group() {
    return Names.fresh("group");
  }

  final List<Receipt> publish(Topic<String> topic, String... texts) throws Exception {
    return publish(topic, List.of(texts));
  }

  /** Publishes at least once, and waits for the receipts. */
  final List<Receipt> publish(Topic<String> topic, List<String> texts) throws Exception {
    try (Publisher<String> publisher = waybill().publisher(topic).atLeastOnce().open()) {
      List<CompletableFuture<Receipt>> futures = new ArrayList<>();
      for (String text : texts) {
        futures.add(publisher.publish(text));
      }
      List<Receipt> receipts = new ArrayList<>();
      for (CompletableFuture<Receipt> future : futures) {
        receipts.add(receipt(future));
      }
      return receipts;
    }
  }

  final Receipt receipt(CompletableFuture<Receipt> future) throws Exception {
    return future.get(patience().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Texts {@code k0:0, k1:1, k0:2 …} over that many keys. */
  static List<String> texts(int count, int keys) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add("k" + i % keys + ":" + i);
    }
    return texts;
  }

  /** Each key's texts are those that were published, in that order; keys may be mixed anyhow. */
  static void assertOrderOfKeys(List<String> found, List<String> published) {
    Map<String, List<String>> foundByKey = byKey(found);
    byKey(published)
        .forEach(
            (key, texts) ->
                assertThat(foundByKey.getOrDefault(key, List.of()))
                    .as("texts of key %s", key)
                    .containsExactlyElementsOf(texts));
  }

  private static String keyOf(String text) {
    return text.substring(0, Math.max(0, text.indexOf(':')));
  }

  private static Map<String, List<String>> byKey(List<String> texts) {
    return texts.stream().collect(Collectors.groupingBy(ApplicationBehaviours::keyOf));
  }

  final void caughtUp(Subscription subscription) {
    if (!subscription.awaitCaughtUp(patience())) {
      throw new AssertionError(
          "not caught up within "
              + patience().toMillis()
              + " ms: "
              + subscription.state()
              + " "
              + subscription.counts(),
          subscription.failure().orElse(null));
    }
  }

  /** Everything in a topic, of which nobody has read yet. */
  final List<String> contents(Topic<String> topic) {
    List<String> contents = new CopyOnWriteArrayList<>();
    try (Subscription audit =
        waybill().subscribe(topic).group(group()).atLeastOnce().handle(contents::add)) {
      caughtUp(audit);
    }
    return contents;
  }

  final long committed(String group, Topic<?> topic, int partition) {
    return committed(group, new TopicPartition(topic.name(), partition));
  }
}
