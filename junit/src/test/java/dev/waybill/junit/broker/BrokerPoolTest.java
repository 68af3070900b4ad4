package dev.waybill.junit.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.admin.TopicSettings;
import dev.waybill.codec.Codecs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrokerPoolTest {

  @Test
  void aBrokerThatComesBackIsLentAgainWithoutItsTopicsAndGroups() {
    try (BrokerPool pool = BrokerPool.create()) {
      TestBroker first = pool.borrow();
      try (Waybill waybill = first.waybill()) {
        Topic<String> topic = Topic.named("texts").of(Codecs.string()).partitions(1);
        try (Publisher<String> publisher = waybill.publisher(topic, Guarantee.AT_LEAST_ONCE)) {
          publisher.publish("one").join();
        }
        waybill
            .subscribe(topic)
            .group("readers")
            .atLeastOnce()
            .handle(text -> {})
            .awaitCaughtUp(Duration.ofSeconds(20));
      }
      pool.giveBack(first);
      TestBroker second = pool.borrow();

      assertThat(second).isSameAs(first);
      assertThat(second.engine().topics().list()).isEmpty();
      assertThat(second.engine().groups().list()).isEmpty();
      assertThat(pool.opened()).isEqualTo(1);
    }
  }

  @Test
  void aBrokerThatCannotBeCleanedIsNotLentAgain() {
    try (BrokerPool pool = BrokerPool.create()) {
      TestBroker first = pool.borrow();
      Waybill leftOpen = first.waybill();
      Topic<String> topic = Topic.named("texts").of(Codecs.string()).partitions(1);
      leftOpen
          .subscribe(topic)
          .group("readers")
          .atLeastOnce()
          .handle(text -> {})
          .awaitCaughtUp(Duration.ofSeconds(20));

      pool.giveBack(first);
      TestBroker second = pool.borrow();

      assertThat(second).isNotSameAs(first);
      assertThat(second.engine().topics().list()).isEmpty();
      leftOpen.close();
    }
  }

  @Test
  void whatIsMissingIsNamedWithItsArtifact() {
    assertThatThrownBy(() -> BrokerPool.require("dev.waybill.nowhere.Engine", "waybill-nowhere"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expected dev.waybill:waybill-nowhere on the test's class path");
  }

  /** No limit: a loaded machine may take its time. The figure is printed for those who look. */
  @Test
  void aWarmBrokerStartsAtOnce() {
    List<Long> opening = new ArrayList<>();
    List<Long> lending = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      try (BrokerPool pool = BrokerPool.create()) {
        long begin = System.nanoTime();
        TestBroker broker = pool.borrow();
        try (Waybill waybill = broker.waybill()) {
          waybill.topics().create("texts", TopicSettings.defaults());
          opening.add(System.nanoTime() - begin);
        }
        long back = System.nanoTime();
        pool.giveBack(broker);
        assertThat(pool.borrow()).isSameAs(broker);
        lending.add(System.nanoTime() - back);
      }
    }

    System.out.printf(
        "a fresh broker with its first topic: %.1f ms; cleaned and lent again: %.1f ms (medians)%n",
        median(opening), median(lending));
    assertThat(opening).hasSize(12);
  }

  private static double median(List<Long> nanos) {
    Collections.sort(nanos);
    return nanos.get(nanos.size() / 2) / 1e6;
  }
}
