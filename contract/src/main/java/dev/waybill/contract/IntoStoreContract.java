package dev.waybill.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.contract.store.MemoryStore;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Exactly once into a database: effects and positions in one transaction of it. */
public abstract class IntoStoreContract extends ApplicationBehaviours {

  private final MemoryStore store = new MemoryStore();

  private Subscription write(Topic<String> topic, String group) {
    return waybill()
        .subscribe(topic)
        .group(group)
        .exactlyOnce(store)
        .retry(QUICK)
        .handle((text, effects) -> effects.accept(text));
  }

  @Test
  final void effectsAndPositionsAreCommittedTogether() throws Exception {
    Topic<String> topic = topic(1);
    String group = group();
    List<String> texts = texts(200, 5);
    publish(topic, texts);

    caughtUp(write(topic, group));

    assertThat(store.effects()).containsExactlyElementsOf(texts);
    assertThat(store.position(group, new TopicPartition(topic.name(), 0))).isEqualTo(200);
  }

  @Test
  final void aFailedAttemptLeavesNoEffect() throws Exception {
    Topic<String> topic = topic(1);
    publish(topic, "a:1", "a:2", "a:3");
    AtomicInteger failures = new AtomicInteger();

    Subscription subscription =
        waybill()
            .subscribe(topic)
            .group(group())
            .exactlyOnce(store)
            .retry(QUICK)
            .handle(
                (text, effects) -> {
                  effects.accept(text);
                  if (text.equals("a:2") && failures.getAndIncrement() < 2) {
                    throw new IllegalStateException("not yet");
                  }
                });
    caughtUp(subscription);

    assertThat(failures.get()).isGreaterThan(1);
    assertThat(store.effects()).containsExactly("a:1", "a:2", "a:3");
  }

  @Test
  final void theStoresPositionCountsWhateverTheEngineKnows() throws Exception {
    Topic<String> topic = topic(1);
    String group = group();
    publish(topic, "a:1", "a:2");
    try (Subscription subscription = write(topic, group)) {
      caughtUp(subscription);
    }
    await(
        "a group without members",
        () -> engine().groups().describe(group).map(g -> g.members().isEmpty()).orElse(true));
    engine().groups().reset(group, topic.name(), StartPosition.earliest());

    publish(topic, "a:3");
    caughtUp(write(topic, group));

    assertThat(store.effects()).containsExactly("a:1", "a:2", "a:3");
  }

  @Test
  final void nothingIsRepeatedAfterARestart() throws Exception {
    Topic<String> topic = topic(2);
    String group = group();
    publish(topic, texts(40, 8));
    caughtUp(write(topic, group));

    restart();
    publish(topic, "new:1");
    caughtUp(write(topic, group));

    assertThat(store.effects()).hasSize(41).doesNotHaveDuplicates().contains("new:1");
  }

  @Test
  final void aMessageThatWasPublishedTwiceHasOneEffect() throws Exception {
    Topic<String> topic = topic(1);
    publish(topic, "a:1", "a:2", "a:1");

    Subscription subscription = write(topic, group());
    caughtUp(subscription);

    assertThat(store.effects()).containsExactly("a:1", "a:2");
    assertThat(subscription.counts().skipped()).isEqualTo(1);
  }

  @Test
  final void aBatchIsOneTransaction() throws Exception {
    Topic<String> topic = topic(1);
    List<String> texts = texts(100, 5);
    publish(topic, texts);

    caughtUp(
        waybill()
            .subscribe(topic)
            .group(group())
            .exactlyOnce(store)
            .maxBatch(10)
            .handleBatches(
                (batch, effects) -> batch.forEach(each -> effects.accept(each.message()))));

    assertThat(store.effects()).containsExactlyElementsOf(texts);
  }

  @Test
  final void partitionsThatChangeHandsHaveEveryEffectOnceAndInOrder() throws Exception {
    Topic<String> topic = topic(4);
    String group = group();
    List<String> texts = texts(400, 20);
    Subscription first = write(topic, group);
    publish(topic, texts.subList(0, 150));
    Subscription second = write(topic, group);
    publish(topic, texts.subList(150, 300));
    await("both own partitions", () -> second.assignment().size() == 2);
    first.close();
    publish(topic, texts.subList(300, 400));
    await("one owns all partitions", () -> second.assignment().size() == 4);
    caughtUp(second);

    assertThat(store.effects()).containsExactlyInAnyOrderElementsOf(texts);
    assertOrderOfKeys(store.effects(), texts);
  }
}
