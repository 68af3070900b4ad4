package dev.waybill.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Publisher;
import dev.waybill.Receipt;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.contract.exchange.HeldHandler;
import dev.waybill.contract.gate.Needs;
import dev.waybill.engine.Capability;
import dev.waybill.message.Durability;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** May be lost, never repeated. */
public abstract class AtMostOnceContract extends ApplicationBehaviours {

  @Test
  @Needs(Capability.PUBLISH_UNCONFIRMED)
  final void anUnconfirmedPublishIsDoneAtOnceAndArrivesWhileAllIsWell() throws Exception {
    Topic<String> topic = topic(2);
    try (Publisher<String> publisher = waybill().publisher(topic).atMostOnce().open()) {
      for (String text : texts(500, 5)) {
        Receipt receipt = publisher.publish(text).getNow(null);
        assertThat(receipt).as("the receipt on return").isNotNull();
        assertThat(receipt.durability()).isEqualTo(Durability.UNCONFIRMED);
        assertThat(receipt.offset()).isEqualTo(Receipt.UNKNOWN_OFFSET);
      }
    }

    await(
        "500 messages are stored",
        () ->
            engine().topics().describe(topic.name()).orElseThrow().partitions().stream()
                    .mapToLong(partition -> partition.endOffset())
                    .sum()
                == 500);
  }

  @Test
  final void everyMessageIsHandledOnceWhileAllIsWell() throws Exception {
    Topic<String> topic = topic(2);
    List<String> texts = texts(1_000, 10);
    publish(topic, texts);

    caughtUp(waybill().subscribe(topic).group(group()).atMostOnce().handle(seen::add));

    assertThat(seen).containsExactlyInAnyOrderElementsOf(texts);
  }

  @Test
  final void thePositionIsCommittedBeforeTheHandlerRuns() throws Exception {
    Topic<String> topic = topic(1);
    String group = group();
    publish(topic, "a:1", "a:2", "a:3");
    List<Long> committed = new CopyOnWriteArrayList<>();

    caughtUp(
        waybill()
            .subscribe(topic)
            .group(group)
            .atMostOnce()
            .maxBatch(1)
            .handle(text -> committed.add(committed(group, topic, 0))));

    assertThat(committed).hasSize(3);
    for (int i = 0; i < 3; i++) {
      assertThat(committed.get(i)).as("position while message %d is handled", i).isGreaterThan(i);
    }
  }

  @Test
  final void aFailedMessageIsGoneAndTheNextOnesAreHandled() throws Exception {
    Topic<String> topic = topic(1);
    publish(topic, "a:1", "a:2", "a:3");

    Subscription subscription =
        waybill()
            .subscribe(topic)
            .group(group())
            .atMostOnce()
            .handle(
                text -> {
                  seen.add(text);
                  if (text.equals("a:2")) {
                    throw new IllegalStateException("bad");
                  }
                });
    caughtUp(subscription);

    assertThat(seen).containsExactly("a:1", "a:2", "a:3");
    assertThat(subscription.counts().retried()).isZero();
    assertThat(subscription.counts().handled()).isEqualTo(2);
  }

  @Test
  final void whatWasGivenToAHandlerIsNeverRepeatedByItsSuccessor() throws Exception {
    Topic<String> topic = topic(1);
    String group = group();
    publish(topic, "a:1");
    HeldHandler handler = new HeldHandler();
    Subscription dying = waybill().subscribe(topic).group(group).atMostOnce().handle(handler);
    handler.awaitEntered();
    dying.close(Duration.ZERO);
    restart();
    publish(topic, "a:2");

    caughtUp(waybill().subscribe(topic).group(group).atMostOnce().handle(seen::add));

    assertThat(seen).containsExactly("a:2");
  }
}
