package dev.waybill.runtime.migrate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.admin.TopicSettings;
import dev.waybill.error.RejectedException;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.fake.FakeEngine;
import dev.waybill.runtime.timing.Timing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OvertakenTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

  private final FakeEngine engine = new FakeEngine();
  private final Overtaken overtaken = new Overtaken("source", engine.topics(), Timing.MACHINE);

  @BeforeEach
  void fill() {
    engine.topics().create("orders", TopicSettings.defaults());
    for (int i = 0; i < 10; i++) {
      engine.append("orders", 0, "k", new byte[] {(byte) i});
    }
  }

  @Test
  void aGapOfMarkersIsNoLoss() {
    overtaken.gap(ORDERS, 3);

    assertThatCode(() -> overtaken.check(ORDERS)).doesNotThrowAnyException();
  }

  @Test
  void whatRetentionDeletesBehindTheReaderIsNoLoss() {
    overtaken.gap(ORDERS, 7);
    engine.retainFrom("orders", 0, 5);

    assertThatCode(() -> overtaken.check(ORDERS)).doesNotThrowAnyException();
  }

  @Test
  void whatRetentionDeletesBeforeItIsReadEndsTheMigration() {
    overtaken.gap(ORDERS, 2);
    overtaken.gap(ORDERS, 6);
    engine.retainFrom("orders", 0, 5);

    assertThatThrownBy(() -> overtaken.check(ORDERS))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("reading the source's orders-0")
        .hasMessageContaining("everything from offset 2 on")
        .hasMessageContaining("before offset 5");
  }

  @Test
  void aTopicThatIsDeletedWhileItIsReadEndsTheMigration() {
    overtaken.gap(ORDERS, 2);
    engine.topics().delete("orders");

    assertThatThrownBy(() -> overtaken.check(ORDERS)).isInstanceOf(RejectedException.class);
  }
}
