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
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.WaybillException;
import dev.waybill.log.storage.SimulatedStorage;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Acknowledged ⇒ present, and nothing that nobody published, whatever the disk does. */
class StorageFaultsTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
  private static final TopicPartition CHARGES = new TopicPartition("orders", 1);
  private static final TopicPartition OTHER = new TopicPartition("orders", 2);
  private static final String BEHIND = "behind";
  private static final String END = "the end";

  private static Engine open(SimulatedStorage storage) {
    BrokerSettings settings = BrokerSettings.defaults(1);
    return new EmbeddedEngine(SimulatedBroker.open(storage, settings), settings);
  }

  /** Everything that a fresh reader finds, in order within each partition. */
  private static List<String> drain(Engine engine, TopicPartition... partitions) throws Exception {
    EnginePublisher publisher = engine.publisher(Settings.publisher(Acks.SYNCED));
    for (TopicPartition partition : partitions) {
      Messages.publish(publisher, partition, END).stored();
    }
    EngineConsumer consumer =
        engine.consumer(Settings.broadcast("orders", StartPosition.earliest()));
    List<String> found = new ArrayList<>();
    Messages.pollUntil(
        () -> {
          found.addAll(Messages.poll(consumer, 1));
          return found.stream().filter(END::equals).count() == partitions.length;
        });
    found.removeIf(END::equals);
    return found;
  }

  @Test
  void aFailedSyncLeavesTheOutcomeUnknownAndLosesNothingAcknowledged() throws Exception {
    long seed = new Random().nextLong();
    SimulatedStorage storage = new SimulatedStorage();
    List<String> acknowledged = new ArrayList<>();
    Engine engine = open(storage);
    engine.topics().create("orders", TopicSettings.defaults());
    EnginePublisher publisher = engine.publisher(Settings.publisher(Acks.SYNCED));
    for (int i = 0; i < 50; i++) {
      Messages.publish(publisher, ORDERS, "order " + i).stored();
      acknowledged.add("order " + i);
    }
    storage.failSync(1);

    assertThat(Messages.publish(publisher, ORDERS, "unknown").failure())
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(storage.faults(SimulatedStorage.Fault.SYNC_FAILED)).isEqualTo(1);
    assertThat(Messages.publish(publisher, ORDERS, "refused").failure())
        .isInstanceOf(WaybillException.class);
    assertThatThrownBy(() -> engine.topics().create("more", TopicSettings.defaults()))
        .isInstanceOf(WaybillException.class);
    engine.close();

    try (Engine reopened = open(storage.crash(new Random(seed)))) {
      List<String> found = drain(reopened, ORDERS);
      found.remove("unknown");
      assertThat(found).as("seed %d", seed).isEqualTo(acknowledged);
    }
  }

  @Test
  void aCommitThatMeetsAFailedSyncIsUnknownAndWhole() throws Exception {
    long seed = new Random().nextLong();
    SimulatedStorage storage = new SimulatedStorage();
    Engine engine = open(storage);
    engine.topics().create("orders", TopicSettings.partitions(3));
    EngineTransactions transactions = engine.transactions(Settings.transactions("pay"));
    transactions.begin();
    Messages.publish(transactions, ORDERS, "order").stored();
    Messages.publish(transactions, CHARGES, "charge").stored();
    // They are written; that they are synced too is known by one behind them.
    Messages.publish(engine.publisher(Settings.publisher(Acks.SYNCED)), OTHER, BEHIND).stored();
    storage.failSync(1);

    assertThatThrownBy(transactions::commit)
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("pay");
    assertThat(storage.faults(SimulatedStorage.Fault.SYNC_FAILED)).isEqualTo(1);
    engine.close();

    try (Engine reopened = open(storage.crash(new Random(seed)))) {
      // A new session settles what the last one left.
      reopened.transactions(Settings.transactions("pay")).close();
      List<String> found = drain(reopened, ORDERS, CHARGES);
      found.remove(BEHIND);
      if (!found.isEmpty()) {
        assertThat(found).as("seed %d", seed).containsExactlyInAnyOrder("order", "charge");
      }
    }
  }

  @Test
  void aWriteThatFindsTheDiskFullLosesNothingAcknowledged() throws Exception {
    SimulatedStorage storage = new SimulatedStorage();
    Engine engine = open(storage);
    engine.topics().create("orders", TopicSettings.defaults());
    EnginePublisher publisher = engine.publisher(Settings.publisher(Acks.SYNCED));
    List<String> acknowledged = new ArrayList<>();
    storage.limitBytes(64 * 1024);
    String unknown = publishUntilItFails(publisher, acknowledged);
    engine.close();

    assertThat(storage.faults(SimulatedStorage.Fault.DISK_FULL)).isPositive();
    assertThat(acknowledged).isNotEmpty();
    try (Engine reopened = open(storage.kill())) {
      List<String> found = drain(reopened, ORDERS);
      found.remove(unknown);
      assertThat(found).isEqualTo(acknowledged);
    }
  }

  private static String publishUntilItFails(EnginePublisher publisher, List<String> acknowledged)
      throws Exception {
    while (true) {
      String text = acknowledged.size() + "x".repeat(1_000);
      try {
        Messages.publish(publisher, ORDERS, text).stored();
      } catch (OutcomeUnknownException e) {
        return text;
      }
      acknowledged.add(text);
    }
  }
}
