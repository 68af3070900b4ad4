package dev.waybill.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.DeduplicationStore;
import dev.waybill.Delivery;
import dev.waybill.Receipt;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.contract.exchange.HeldHandler;
import dev.waybill.engine.Capability;
import dev.waybill.message.Durability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Never lost, may be repeated. */
public abstract class AtLeastOnceContract extends ApplicationBehaviours {

  @Test
  final void aReceiptSaysWhereAMessageIsAndHowDurable() throws Exception {
    Topic<String> topic = topic(2);

    List<Receipt> receipts = publish(topic, "a:1", "a:2");

    assertThat(receipts.get(0).topic()).isEqualTo(topic.name());
    assertThat(receipts.get(0).offset()).isZero();
    assertThat(receipts.get(1).offset()).isEqualTo(1);
    assertThat(receipts.get(1).partition()).isEqualTo(receipts.get(0).partition());
    assertThat(receipts.get(0).durability())
        .isEqualTo(
            engine().capabilities().can(Capability.PUBLISH_SYNCED)
                ? Durability.SYNCED
                : Durability.REPLICATED);
  }

  @Test
  final void everyMessageIsHandledAndThenCommitted() throws Exception {
    Topic<String> topic = topic(1);
    String group = group();
    List<String> texts = texts(500, 7);
    publish(topic, texts);

    Subscription subscription =
        waybill().subscribe(topic).group(group).atLeastOnce().handle(seen::add);
    caughtUp(subscription);

    assertThat(seen).containsExactlyElementsOf(texts);
    assertThat(committed(group, topic, 0)).isEqualTo(500);
    assertThat(subscription.counts()).isEqualTo(new Subscription.Counts(500, 500, 0, 0, 0));
  }

  @Test
  final void aDeliverySaysWhereItsMessageCameFrom() throws Exception {
    Topic<String> topic = topic(2);
    Receipt receipt = publish(topic, "user:order").get(0);
    List<Delivery<String>> deliveries = new CopyOnWriteArrayList<>();

    caughtUp(
        waybill().subscribe(topic).group(group()).atLeastOnce().handleDeliveries(deliveries::add));

    Delivery<String> delivery = deliveries.get(0);
    assertThat(delivery.message()).isEqualTo("user:order");
    assertThat(delivery.key()).contains("user");
    assertThat(delivery.id()).contains("user:order");
    assertThat(delivery.topicPartition()).isEqualTo(receipt.topicPartition());
    assertThat(delivery.offset()).isEqualTo(receipt.offset());
    assertThat(delivery.attempt()).isEqualTo(1);
  }

  @Test
  final void nothingIsCommittedBeforeItIsHandled() throws Exception {
    Topic<String> topic = topic(1);
    String group = group();
    publish(topic, "a:1");
    HeldHandler handler = new HeldHandler();
    Subscription subscription =
        waybill()
            .subscribe(topic)
            .group(group)
            .atLeastOnce()
            .commitEvery(Duration.ofMillis(1))
            .handle(handler);
    handler.awaitEntered();

    assertThat(subscription.awaitCaughtUp(underTest().quiet())).isFalse();
    assertThat(committed(group, topic, 0)).isLessThanOrEqualTo(0);
    handler.release();
    caughtUp(subscription);

    assertThat(committed(group, topic, 0)).isEqualTo(1);
  }

  @Test
  final void messagesOfAKeyAreHandledInOrderOnLanesAndOverPartitions() throws Exception {
    Topic<String> topic = topic(3);
    List<String> texts = texts(1_000, 20);
    publish(topic, texts);

    caughtUp(
        waybill().subscribe(topic).group(group()).atLeastOnce().concurrency(4).handle(seen::add));

    assertThat(seen).hasSize(1_000);
    assertOrderOfKeys(seen, texts);
  }

  @Test
  final void onlyWhatIsHandledWithoutAGapIsCommitted() throws Exception {
    Topic<String> topic = topic(1);
    String group = group();
    publish(topic, texts(64, 32));
    CountDownLatch release = new CountDownLatch(1);
    Subscription subscription =
        waybill()
            .subscribe(topic)
            .group(group)
            .atLeastOnce()
            .concurrency(4)
            .commitEvery(Duration.ofMillis(1))
            .handle(
                text -> {
                  if (text.equals("k0:0")) {
                    release.await();
                  }
                  seen.add(text);
                });
    await("other lanes handle messages behind the gap", () -> seen.size() >= 16);

    assertThat(subscription.awaitCaughtUp(underTest().quiet())).isFalse();
    assertThat(committed(group, topic, 0)).isLessThanOrEqualTo(0);
    release.countDown();
    caughtUp(subscription);

    assertThat(committed(group, topic, 0)).isEqualTo(64);
    assertThat(seen).hasSize(64).doesNotHaveDuplicates();
  }

  @Test
  final void whatWasHandledIsNotHandledAgainAfterARestart() throws Exception {
    Topic<String> topic = topic(2);
    String group = group();
    publish(topic, texts(50, 5));
    caughtUp(waybill().subscribe(topic).group(group).atLeastOnce().handle(seen::add));

    restart();
    publish(topic, "new:1", "new:2");
    caughtUp(waybill().subscribe(topic).group(group).atLeastOnce().handle(seen::add));

    assertThat(seen).hasSize(52).doesNotHaveDuplicates().contains("new:1", "new:2");
  }

  @Test
  final void aBatchIsHandledInOffsetOrderAndNoLargerThanAskedFor() throws Exception {
    Topic<String> topic = topic(1);
    List<String> texts = texts(100, 3);
    publish(topic, texts);
    List<Integer> sizes = new CopyOnWriteArrayList<>();

    caughtUp(
        waybill()
            .subscribe(topic)
            .group(group())
            .atLeastOnce()
            .maxBatch(10)
            .handleBatches(
                batch -> {
                  sizes.add(batch.size());
                  batch.forEach(delivery -> seen.add(delivery.message()));
                }));

    assertThat(seen).containsExactlyElementsOf(texts);
    assertThat(sizes).allSatisfy(size -> assertThat(size).isBetween(1, 10));
  }

  @Test
  final void aManualSubscriptionCommitsWhatIsAcknowledgedAndNoMore() throws Exception {
    Topic<String> topic = topic(1);
    String group = group();
    publish(topic, "a:1", "a:2");
    List<Delivery<String>> kept = new CopyOnWriteArrayList<>();
    Subscription subscription =
        waybill()
            .subscribe(topic)
            .group(group)
            .atLeastOnce()
            .concurrency(1)
            .commitEvery(Duration.ofMillis(1))
            .commitManually()
            .handleDeliveries(kept::add);
    await("the first delivery", () -> !kept.isEmpty());

    assertThat(subscription.awaitCaughtUp(underTest().quiet())).isFalse();
    assertThat(committed(group, topic, 0)).isLessThanOrEqualTo(0);
    kept.get(0).acknowledge();
    await("the position behind the first", () -> committed(group, topic, 0) == 1);
    await("the second delivery", () -> kept.size() == 2);
    kept.get(1).acknowledge();
    caughtUp(subscription);

    assertThat(committed(group, topic, 0)).isEqualTo(2);
  }

  @Test
  final void aRepeatedMessageIsSkippedWhereItsIdIsKnown() throws Exception {
    Topic<String> topic = topic(1);
    publish(topic, "a:1", "a:2", "a:1", "a:3", "a:2");

    Subscription subscription =
        waybill()
            .subscribe(topic)
            .group(group())
            .atLeastOnce()
            .deduplicate(DeduplicationStore.inMemory(1_000, Duration.ofHours(1)))
            .handle(seen::add);
    caughtUp(subscription);

    assertThat(seen).containsExactly("a:1", "a:2", "a:3");
    assertThat(subscription.counts().skipped()).isEqualTo(2);
  }

  @Test
  final void membersShareTheWorkAndAllOfItIsDone() throws Exception {
    Topic<String> topic = topic(4);
    String group = group();
    publish(topic, "k:first");
    List<Subscription> members = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      members.add(waybill().subscribe(topic).group(group).atLeastOnce().handle(seen::add));
    }
    await("both own partitions", () -> members.stream().allMatch(m -> m.assignment().size() == 2));
    List<String> texts = texts(400, 40);

    publish(topic, texts);
    members.forEach(this::caughtUp);

    assertThat(seen).containsAll(texts);
    assertThat(members).allSatisfy(m -> assertThat(m.counts().handled()).isPositive());
  }

  @Test
  final void aMemberThatLeavesHandsItsWorkOverWithoutLossOrRepetition() throws Exception {
    Topic<String> topic = topic(2);
    String group = group();
    Subscription first = waybill().subscribe(topic).group(group).atLeastOnce().handle(seen::add);
    Subscription second = waybill().subscribe(topic).group(group).atLeastOnce().handle(seen::add);
    await(
        "both own a partition",
        () -> first.assignment().size() == 1 && second.assignment().size() == 1);
    List<String> texts = texts(200, 20);
    publish(topic, texts.subList(0, 100));

    second.close();
    publish(topic, texts.subList(100, 200));
    await("the other has all partitions", () -> first.assignment().size() == 2);
    caughtUp(first);

    assertThat(seen).containsExactlyInAnyOrderElementsOf(texts);
  }
}
