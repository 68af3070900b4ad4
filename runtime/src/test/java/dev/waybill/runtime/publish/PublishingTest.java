package dev.waybill.runtime.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Receipt;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.admin.TopicSettings;
import dev.waybill.codec.Codec;
import dev.waybill.codec.Codecs;
import dev.waybill.engine.Acks;
import dev.waybill.engine.Capability;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.UnsupportedException;
import dev.waybill.message.Durability;
import dev.waybill.message.Headers;
import dev.waybill.message.StoredMessage;
import dev.waybill.runtime.fake.FakeEngine;
import dev.waybill.runtime.fake.Faults.Point;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PublishingTest {

  private final FakeEngine engine = new FakeEngine();
  private final Waybill waybill = Waybill.over(engine);
  private final Topic<String> topic =
      Topic.named("t").of(Codecs.string()).key(s -> s.substring(0, 1)).partitions(4);

  @Test
  void aReceiptSaysWhereAndHowDurable() {
    Receipt receipt = waybill.publisher(topic, Guarantee.AT_LEAST_ONCE).publish("a1").join();

    assertThat(receipt.topic()).isEqualTo("t");
    assertThat(receipt.offset()).isZero();
    assertThat(receipt.durability()).isEqualTo(Durability.SYNCED);
    assertThat(engine.values("t")).containsExactly("a1");
  }

  @Test
  void equalKeysGoToOnePartitionInOrder() {
    Publisher<String> publisher = waybill.publisher(topic, Guarantee.AT_LEAST_ONCE);

    Receipt first = publisher.publish("a1").join();
    Receipt second = publisher.publish("a2").join();

    assertThat(second.partition()).isEqualTo(first.partition());
    assertThat(second.offset()).isGreaterThan(first.offset());
  }

  @Test
  void atMostOnceIsNotAwaitedAndSharesItsFuture() {
    Publisher<String> publisher = waybill.publisher(topic, Guarantee.AT_MOST_ONCE);

    CompletableFuture<Receipt> first = publisher.publish("a1");
    CompletableFuture<Receipt> second = publisher.publish("a2");

    assertThat(first).isDone().isSameAs(second);
    assertThat(first.join().durability()).isEqualTo(Durability.UNCONFIRMED);
    assertThat(first.join().offset()).isEqualTo(Receipt.UNKNOWN_OFFSET);
    assertThat(engine.publishers.get(0).acks()).isEqualTo(Acks.NONE);
  }

  @Test
  void theIdTravelsInAHeaderBesideTheCallersOwn() {
    Publisher<String> publisher = waybill.publisher(topic.id(s -> "id-" + s)).open();

    publisher.publish("a1", Headers.of("mine", "x")).join();

    StoredMessage stored = engine.messages("t").get(0);
    assertThat(stored.headers().text("waybill-id")).contains("id-a1");
    assertThat(stored.headers().text("mine")).contains("x");
  }

  @Test
  void aCodecThatThrowsFailsThatPublishOnly() {
    Codec<String> picky =
        Codec.of(
            s -> {
              if (s.isEmpty()) {
                throw new IllegalStateException("empty");
              }
              return s.getBytes();
            },
            String::new);
    Publisher<String> publisher =
        waybill.publisher(Topic.named("u").of(picky).partitions(1)).open();

    CompletableFuture<Receipt> bad = publisher.publish("");
    publisher.publish("good").join();

    assertThatThrownBy(bad::join)
        .hasCauseInstanceOf(RejectedException.class)
        .hasMessageContaining("empty")
        .hasMessageContaining("was not stored");
    assertThat(engine.values("u")).containsExactly("good");
  }

  @Test
  void failuresKeepTheirType() {
    engine.faults.plant(Point.PUBLISH_ANSWER, new OutcomeUnknownException("lost answer"));
    engine.faults.plant(Point.PUBLISH, new RetriableException("full"));
    Publisher<String> publisher = waybill.publisher(topic, Guarantee.AT_LEAST_ONCE);

    assertThatThrownBy(publisher.publish("a")::join).hasCauseInstanceOf(RetriableException.class);
    assertThatThrownBy(publisher.publish("a")::join)
        .hasCauseInstanceOf(OutcomeUnknownException.class);
    assertThat(engine.faults.met()).isEqualTo(2);
  }

  @Test
  void anUnknownTopicIsRefusedWithTheTopicsThereAre() {
    waybill.topics().create("known", TopicSettings.defaults());

    assertThatThrownBy(
            () ->
                waybill.publisher(
                    Topic.named("unknown").of(Codecs.string()), Guarantee.AT_LEAST_ONCE))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("'unknown'")
        .hasMessageContaining("known")
        .hasMessageContaining("create");
  }

  @Test
  void anExistingTopicIsLeftAsItIs() {
    waybill.topics().create("t", TopicSettings.partitions(2));

    waybill.publisher(topic, Guarantee.AT_LEAST_ONCE).publish("a").join();

    assertThat(waybill.topics().describe("t").orElseThrow().partitions()).hasSize(2);
  }

  @Test
  void exactlyOnceNeedsIdempotentPublishing() {
    Waybill poor = Waybill.over(new FakeEngine().without(Capability.IDEMPOTENT_PUBLISH));

    assertThatThrownBy(() -> poor.publisher(topic, Guarantee.EXACTLY_ONCE))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("publishing exactly-once to 't'")
        .hasMessageContaining("IDEMPOTENT_PUBLISH")
        .hasMessageContaining("de-duplicate");
    poor.publisher(topic, Guarantee.AT_LEAST_ONCE).publish("a").join();
  }

  @Test
  void answeringWhenWrittenIsForAtLeastOnce() {
    assertThatThrownBy(() -> waybill.publisher(topic).exactlyOnce().answerWhenWritten().open())
        .isInstanceOf(RejectedException.class);
    assertThat(waybill.publisher(topic).answerWhenWritten().open().publish("a").join().durability())
        .isEqualTo(Durability.WRITTEN);
  }

  @Test
  void aReplicatingEngineNeedNotSync() {
    Waybill cluster = Waybill.over(new FakeEngine().without(Capability.PUBLISH_SYNCED));
    cluster.publisher(topic, Guarantee.AT_LEAST_ONCE);

    Waybill poor =
        Waybill.over(
            new FakeEngine().without(Capability.PUBLISH_SYNCED, Capability.PUBLISH_REPLICATED));
    assertThatThrownBy(() -> poor.publisher(topic, Guarantee.AT_LEAST_ONCE))
        .isInstanceOf(UnsupportedException.class);
  }

  @Test
  void aClosedPublisherFailsItsPublishes() {
    Publisher<String> publisher = waybill.publisher(topic, Guarantee.AT_LEAST_ONCE);
    publisher.close();

    assertThatThrownBy(publisher.publish("a")::join)
        .hasCauseInstanceOf(RejectedException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(publisher::flush).isInstanceOf(RejectedException.class);
  }
}
