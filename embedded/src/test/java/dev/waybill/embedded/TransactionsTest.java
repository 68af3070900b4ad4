package dev.waybill.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.admin.TopicSettings;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.error.FencedException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransactionsTest {
  private static final TopicPartition FIRST = new TopicPartition("orders", 0);
  private static final TopicPartition SECOND = new TopicPartition("orders", 1);

  @TempDir Path directory;
  private Engine engine;

  @BeforeEach
  void open() {
    engine = new EmbeddedProvider().open(directory.resolve("data").toString(), Map.of());
    engine.topics().create("orders", TopicSettings.partitions(2));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private EngineConsumer committedReader() {
    return engine.consumer(Settings.broadcast("orders", StartPosition.earliest()));
  }

  @Test
  void positionsMoveWithTheCommitAndNotWithAnAbort() {
    EngineTransactions transactions = engine.transactions(Settings.transactions("pay"));
    transactions.begin();
    Messages.publish(transactions, FIRST, "a");
    Messages.publish(transactions, FIRST, "b");
    transactions.commit();
    EngineConsumer consumer = engine.consumer(Settings.member("mail", "orders", new Listening()));
    Messages.poll(consumer, 2);

    transactions.begin();
    transactions.commitPositions(consumer, Map.of(FIRST, 2L));
    transactions.abort();
    assertThat(committed("mail")).isEqualTo(-1);
    transactions.begin();
    transactions.commitPositions(consumer, Map.of(FIRST, 1L));
    transactions.commit();

    assertThat(committed("mail")).isEqualTo(1);
  }

  private long committed(String group) {
    return engine.groups().describe(group).orElseThrow().positions().get(0).committed();
  }

  @Test
  void aNewSessionFencesTheOlderOneAndAbortsWhatItHadOpen() {
    EngineTransactions old = engine.transactions(Settings.transactions("pay"));
    old.begin();
    Messages.publish(old, FIRST, "zombie");
    EngineTransactions fresh = engine.transactions(Settings.transactions("pay"));

    assertThatThrownBy(old::commit).isInstanceOf(FencedException.class);
    assertThatThrownBy(old::begin).isInstanceOf(FencedException.class);
    fresh.begin();
    Messages.publish(fresh, FIRST, "fresh");
    fresh.commit();

    assertThat(Messages.poll(committedReader(), 1)).containsExactly("fresh");
    old.close();
  }

  @Test
  void aMemberThatLostItsPartitionsCannotStagePositions() {
    EngineTransactions transactions = engine.transactions(Settings.transactions("pay"));
    EngineConsumer consumer =
        engine.consumer(
            Settings.with(
                Settings.member("mail", "orders", new Listening()), Duration.ofMillis(100)));
    Messages.pollUntil(consumer, () -> consumer.assignment().size() == 2);
    EngineConsumer other = engine.consumer(Settings.member("mail", "orders", new Listening()));
    Messages.pollUntil(other, () -> other.assignment().size() == 2);

    transactions.begin();

    assertThatThrownBy(() -> transactions.commitPositions(consumer, Map.of(FIRST, 0L)))
        .isInstanceOf(FencedException.class);
    transactions.abort();
  }

  @Test
  void aFailedPublishMakesTheCommitThrowThatFailureAndAborts() {
    EngineTransactions transactions = engine.transactions(Settings.transactions("pay"));
    engine.topics().create("gone", TopicSettings.partitions(1));
    TopicPartition gone = new TopicPartition("gone", 0);
    transactions.begin();
    Messages.publish(transactions, FIRST, "a");
    Messages.publish(transactions, gone, "b");
    transactions.commit();
    engine.topics().delete("gone");

    transactions.begin();
    Messages.publish(transactions, FIRST, "torn?");
    Messages.publish(transactions, gone, "c");
    assertThatThrownBy(transactions::commit)
        .isInstanceOf(WaybillException.class)
        .hasMessageContaining("gone-0");
    transactions.begin();
    Messages.publish(transactions, FIRST, "after");
    transactions.commit();

    assertThat(Messages.poll(committedReader(), 2)).containsExactly("a", "after");
  }

  @Test
  void refusesCallsInTheWrongState() {
    EngineTransactions transactions = engine.transactions(Settings.transactions("pay"));

    assertThatThrownBy(transactions::commit)
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("Begin a transaction first");
    transactions.begin();
    assertThatThrownBy(transactions::begin).isInstanceOf(RejectedException.class);
    transactions.close();
    assertThatThrownBy(transactions::begin).isInstanceOf(RejectedException.class);
  }
}
