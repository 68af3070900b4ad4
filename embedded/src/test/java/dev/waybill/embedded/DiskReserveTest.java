package dev.waybill.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.admin.TopicSettings;
import dev.waybill.broker.SimulatedBroker;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.engine.Acks;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.error.RetriableException;
import dev.waybill.log.storage.SimulatedStorage;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The disk is nearly full: publishing is refused while it can be, and nothing else is. */
class DiskReserveTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
  private static final long RESERVE_BYTES = 1_000_000;
  private static final BrokerSettings SETTINGS =
      BrokerSettings.defaults(1).withDiskReserveBytes(RESERVE_BYTES);

  /** More than may be written between two looks at the disk. */
  private static final int PUBLISHES_UNTIL_A_LOOK = 15;

  private final SimulatedStorage storage = new SimulatedStorage();
  private final AtomicLong usableBytes = new AtomicLong(Long.MAX_VALUE);
  private final List<String> acknowledged = new ArrayList<>();
  private Engine engine;
  private EnginePublisher publisher;

  @BeforeEach
  void open() {
    engine =
        new EmbeddedEngine(SimulatedBroker.open(storage, SETTINGS, usableBytes::get), SETTINGS);
    engine.topics().create("orders", TopicSettings.defaults());
    publisher = engine.publisher(Settings.publisher(Acks.SYNCED));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private void publish(String text) throws Exception {
    Messages.publish(publisher, ORDERS, text).stored();
    acknowledged.add(text);
  }

  /** Publishes until the broker looks at the disk again; what it refused then. */
  private RetriableException publishUntilRefused() throws Exception {
    for (int i = 0; i < PUBLISHES_UNTIL_A_LOOK; i++) {
      try {
        publish("filling " + i + "x".repeat(100_000));
      } catch (RetriableException e) {
        return e;
      }
    }
    throw new AssertionError("expected a refusal, found everything accepted");
  }

  private static List<String> firstWords(List<String> texts) {
    return texts.stream().map(text -> text.substring(0, Math.min(text.length(), 12))).toList();
  }

  @Test
  void publishesAreRefusedAsRetriableAndAcceptedAgainOnceThereIsRoom() throws Exception {
    publish("before");
    usableBytes.set(RESERVE_BYTES - 1);

    assertThat(publishUntilRefused())
        .hasMessageContaining("publishing to orders-0: gave up after 10 of 10 attempts")
        .hasMessageContaining("expected at least 1000000 bytes free, found 999999")
        .hasMessageContaining("nothing was stored")
        .hasMessageContaining("Free some space");

    usableBytes.set(RESERVE_BYTES);
    publish("after");
    assertEverythingAcknowledgedIsThere(engine);
    engine.close();
    try (Engine reopened =
        new EmbeddedEngine(SimulatedBroker.open(storage.kill(), SETTINGS), SETTINGS)) {
      assertEverythingAcknowledgedIsThere(reopened);
    }
  }

  /** In order, each once, and nothing of what was refused. */
  private void assertEverythingAcknowledgedIsThere(Engine engine) {
    EngineConsumer consumer =
        engine.consumer(Settings.broadcast("orders", StartPosition.earliest()));
    List<String> found = new ArrayList<>(Messages.poll(consumer, acknowledged.size()));
    consumer
        .poll(Duration.ZERO)
        .batches()
        .forEach(batch -> batch.messages().forEach(more -> found.add(Messages.text(more))));
    assertThat(firstWords(found)).isEqualTo(firstWords(acknowledged));
  }

  @Test
  void aPublishThatIsTriedAgainSucceedsWhenRoomComesMeanwhile() throws Exception {
    usableBytes.set(RESERVE_BYTES - 1);
    publishUntilRefused();
    Answer waiting = Messages.publish(publisher, ORDERS, "patient");
    Answer behind = Messages.publish(publisher, ORDERS, "behind it");

    usableBytes.set(Long.MAX_VALUE);

    assertThat(behind.stored().offset()).isEqualTo(waiting.stored().offset() + 1);
  }

  @Test
  void consumingAndCommittingGoOn() throws Exception {
    publish("one");
    publish("two");
    usableBytes.set(0);
    publishUntilRefused();

    try (EngineConsumer consumer =
        engine.consumer(Settings.member("mail", "orders", new Listening()))) {
      assertThat(Messages.poll(consumer, 2)).startsWith("one", "two");
      consumer.commit(Map.of(ORDERS, 1L));
    }

    EngineConsumer next = engine.consumer(Settings.member("mail", "orders", new Listening()));
    assertThat(Messages.poll(next, 1)).startsWith("two");
  }

  @Test
  void aTransactionThatCannotPublishIsRefusedAndLeavesNothing() throws Exception {
    publish("before");
    EngineTransactions transactions = engine.transactions(Settings.transactions("pay"));
    transactions.begin();
    Messages.publish(transactions, ORDERS, "half").stored();
    usableBytes.set(0);
    publishUntilRefused();
    Messages.publish(transactions, ORDERS, "other half");

    assertThatThrownBy(transactions::commit)
        .isInstanceOf(RetriableException.class)
        .hasMessageContaining("nearly full");

    usableBytes.set(Long.MAX_VALUE);
    publish("after");
    assertEverythingAcknowledgedIsThere(engine);
  }
}
