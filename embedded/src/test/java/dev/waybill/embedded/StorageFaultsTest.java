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

class StorageFaultsTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

  private static Engine open(SimulatedStorage storage) {
    BrokerSettings settings = BrokerSettings.defaults(1);
    return new EmbeddedEngine(SimulatedBroker.open(storage, settings), settings);
  }

  @Test
  void aFailedSyncLeavesTheOutcomeUnknownAndLosesNothingAcknowledged() throws Exception {
    long seed = new Random().nextLong();
    SimulatedStorage storage = new SimulatedStorage();
    List<Long> acknowledged = new ArrayList<>();
    Engine engine = open(storage);
    engine.topics().create("orders", TopicSettings.defaults());
    EnginePublisher publisher = engine.publisher(Settings.publisher(Acks.SYNCED));
    for (int i = 0; i < 50; i++) {
      acknowledged.add(Messages.publish(publisher, ORDERS, "order " + i).stored().offset());
    }
    storage.failSync(1);

    assertThat(Messages.publish(publisher, ORDERS, "unknown").failure())
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(storage.faults(SimulatedStorage.Fault.SYNC_FAILED)).isPositive();
    assertThat(Messages.publish(publisher, ORDERS, "after").failure())
        .isInstanceOf(WaybillException.class);
    assertThatThrownBy(() -> engine.topics().create("more", TopicSettings.defaults()))
        .isInstanceOf(WaybillException.class);
    engine.close();

    try (Engine reopened = open(storage.crash(new Random(seed)))) {
      EngineConsumer consumer =
          reopened.consumer(Settings.broadcast("orders", StartPosition.earliest()));
      assertThat(Messages.poll(consumer, acknowledged.size()))
          .as("seed %d", seed)
          .startsWith("order 0")
          .contains("order 49");
    }
  }

  @Test
  void aTransactionWhoseCommitMeetsAFailedSyncIsUnknownAndWhole() throws Exception {
    long seed = new Random().nextLong();
    SimulatedStorage storage = new SimulatedStorage();
    Engine engine = open(storage);
    engine.topics().create("orders", TopicSettings.partitions(2));
    EngineTransactions transactions = engine.transactions(Settings.transactions("pay"));
    transactions.begin();
    Messages.publish(transactions, ORDERS, "a").stored();
    Messages.publish(transactions, new TopicPartition("orders", 1), "b").stored();
    storage.failSync(1);

    assertThatThrownBy(
            () -> {
              transactions.commit();
              transactions.begin();
              Messages.publish(transactions, ORDERS, "c");
              transactions.commit();
            })
        .isInstanceOf(WaybillException.class);
    assertThat(storage.faults(SimulatedStorage.Fault.SYNC_FAILED)).isPositive();
    engine.close();

    try (Engine reopened = open(storage.crash(new Random(seed)))) {
      EngineTransactions settled = reopened.transactions(Settings.transactions("pay"));
      settled.begin();
      Messages.publish(settled, ORDERS, "end");
      Messages.publish(settled, new TopicPartition("orders", 1), "end");
      settled.commit();
      EngineConsumer consumer =
          reopened.consumer(Settings.broadcast("orders", StartPosition.earliest()));
      List<String> seen = new ArrayList<>();
      while (seen.stream().filter("end"::equals).count() < 2) {
        seen.addAll(Messages.poll(consumer, 1));
      }
      assertThat(seen.contains("a"))
          .as("torn, seed %d: %s", seed, seen)
          .isEqualTo(seen.contains("b"));
    }
  }

  @Test
  void aWriteThatFindsTheDiskFullLosesNothingAcknowledged() throws Exception {
    SimulatedStorage storage = new SimulatedStorage();
    Engine engine = open(storage);
    engine.topics().create("orders", TopicSettings.defaults());
    EnginePublisher publisher = engine.publisher(Settings.publisher(Acks.SYNCED));
    int acknowledged = 0;
    storage.limitBytes(64 * 1024);
    WaybillException failure = null;
    while (failure == null) {
      Answer answer = Messages.publish(publisher, ORDERS, "x".repeat(1_000));
      try {
        answer.stored();
        acknowledged++;
      } catch (WaybillException e) {
        failure = e;
      }
    }
    engine.close();

    assertThat(storage.faults(SimulatedStorage.Fault.DISK_FULL)).isPositive();
    assertThat(acknowledged).isPositive();
    try (Engine reopened = open(storage.kill())) {
      EngineConsumer consumer =
          reopened.consumer(Settings.broadcast("orders", StartPosition.earliest()));
      assertThat(Messages.poll(consumer, acknowledged)).hasSizeGreaterThanOrEqualTo(acknowledged);
    }
  }
}
