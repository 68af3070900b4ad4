package dev.waybill.compatibility.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.compatibility.crash.History.Outcome;
import dev.waybill.compatibility.crash.History.Sent;
import dev.waybill.compatibility.crash.History.Transaction;
import dev.waybill.compatibility.crash.Message.Spot;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditTest {
  private final History history = new History();
  private final List<Message> log = new ArrayList<>();

  @BeforeEach
  void somethingOrderly() {
    publishes("a", "a1", 0, 0);
    publishes("a", "a2", 0, 1);
    publishes("b", "b1", 1, 0);
    log.forEach(history::reads);
  }

  @Test
  void anOrderlyHistoryIsFine() {
    history.sending("a", "unknown, and not there");
    Sent unknown = history.sending("a", "unknown, and there");
    Transaction committed = transaction(Outcome.COMMITTED, "c1", "c2");
    there("c1", 10);
    there("c2", 11);
    history.standsAt(committed.number() + 1);
    transaction(Outcome.ABORTED, "d1", "d2");
    transaction(Outcome.UNKNOWN, "e1", "e2");
    history.standsAt(committed.number() + 1);
    isReadAndThere(unknown.key(), unknown.value(), 0, 2);

    assertThat(anomalies()).isEmpty();
  }

  @Test
  void aLostMessageIsFound() {
    history.sending("b", "b2").acknowledged(spot(1, 1));

    assertThat(anomalies()).containsExactly("lost: b2, acknowledged at topic-1@1");
  }

  @Test
  void aLostMessageOfACommittedTransactionIsFound() {
    transaction(Outcome.COMMITTED, "c1");

    assertThat(anomalies()).singleElement().asString().startsWith("lost: c1");
  }

  @Test
  void aDuplicateIsFound() {
    isReadAndThere("b", "b1", 1, 1);

    assertThat(anomalies()).contains("duplicate: b1 is at topic-1@0 and at topic-1@1");
  }

  @Test
  void aMessageThatNobodySentIsFound() {
    isReadAndThere("b", "b9", 1, 1);

    assertThat(anomalies()).singleElement().asString().startsWith("phantom");
  }

  @Test
  void aMovedMessageIsFound() {
    history.sending("b", "b2").acknowledged(spot(1, 1));
    isReadAndThere("b", "b2", 1, 2);

    assertThat(anomalies()).containsExactly("moved: b2, acknowledged at topic-1@1, is topic-1@2");
  }

  @Test
  void aKeyOutOfOrderIsFound() {
    history.sending("b", "b2");
    history.sending("b", "b3");
    isReadAndThere("b", "b3", 1, 1);
    isReadAndThere("b", "b2", 1, 2);

    assertThat(anomalies()).singleElement().asString().startsWith("reordered").contains("b3");
  }

  @Test
  void aKeyInTwoPartitionsIsFound() {
    history.sending("b", "b2");
    isReadAndThere("b", "b2", 0, 2);

    assertThat(anomalies()).singleElement().asString().startsWith("misrouted");
  }

  @Test
  void aTornTransactionIsFound() {
    transaction(Outcome.UNKNOWN, "c1", "c2");
    there("c1", 10);

    assertThat(anomalies()).containsExactly("torn: of transaction 0 1 of 2");
  }

  @Test
  void anAbortedTransactionThatIsThereIsFound() {
    transaction(Outcome.ABORTED, "c1");
    there("c1", 10);

    assertThat(anomalies()).singleElement().asString().startsWith("aborted read");
  }

  @Test
  void positionsWithoutOutputsAreFound() {
    Transaction unknown = transaction(Outcome.UNKNOWN, "c1");
    history.standsAt(unknown.number() + 1);

    assertThat(anomalies()).singleElement().asString().startsWith("split");
  }

  @Test
  void outputsWithoutPositionsAreFound() {
    transaction(Outcome.COMMITTED, "c1");
    there("c1", 10);
    history.standsAt(0);

    assertThat(anomalies()).singleElement().asString().startsWith("split");
  }

  @Test
  void aMessageThatWasReadAndIsGoneIsFound() {
    history.sending("b", "b2");
    history.reads(new Message(spot(1, 1), "b", "b2"));

    assertThat(anomalies()).singleElement().asString().startsWith("vanished").contains("b2");
  }

  @Test
  void aMessageThatWasReadElsewhereIsFound() {
    history.sending("b", "b2");
    history.reads(new Message(spot(1, 1), "b", "b2"));
    log.add(new Message(spot(1, 2), "b", "b2"));

    assertThat(anomalies()).anyMatch(each -> each.startsWith("vanished"));
  }

  @Test
  void aMessageThatTheReaderMissedIsFound() {
    history.sending("b", "b2");
    log.add(new Message(spot(1, 1), "b", "b2"));

    assertThat(anomalies()).singleElement().asString().startsWith("skipped");
  }

  @Test
  void aCopyThatTheClientSentIsFine() {
    Sent sent = history.sending("b", "b2");
    isReadAndThere("b", "b2", 1, 1);
    isReadAndThere("b", "b2", 1, 2);
    sent.acknowledged(spot(1, 2));

    assertThat(Audit.anomalies(history, log, (first, second) -> first.value().equals("b2")))
        .isEmpty();
    assertThat(anomalies()).hasSize(2);
  }

  @Test
  void aReaderThatGoesBackIsFound() {
    history.reads(log.get(0));

    assertThat(anomalies()).containsExactly("backwards: read topic-0@0 after offset 1");
  }

  private List<String> anomalies() {
    return Audit.anomalies(history, log, (first, second) -> false);
  }

  private void publishes(String key, String value, int partition, long offset) {
    history.sending(key, value).acknowledged(spot(partition, offset));
    log.add(new Message(spot(partition, offset), key, value));
  }

  private Transaction transaction(Outcome outcome, String... values) {
    Transaction transaction = history.begins();
    for (String value : values) {
      history.sending(value.substring(0, 1), value, transaction);
    }
    transaction.ended(outcome);
    return transaction;
  }

  private void there(String value, long offset) {
    isReadAndThere(value.substring(0, 1), value, 2, offset);
  }

  private void isReadAndThere(String key, String value, int partition, long offset) {
    Message message = new Message(spot(partition, offset), key, value);
    log.add(message);
    history.reads(message);
  }

  private static Spot spot(int partition, long offset) {
    return new Spot(new TopicPartition("topic", partition), offset);
  }
}
