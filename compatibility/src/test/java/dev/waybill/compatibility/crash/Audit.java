package dev.waybill.compatibility.crash;

import dev.waybill.compatibility.crash.History.Outcome;
import dev.waybill.compatibility.crash.History.Position;
import dev.waybill.compatibility.crash.History.Sent;
import dev.waybill.compatibility.crash.History.Transaction;
import dev.waybill.compatibility.crash.Message.Spot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds what clients know against what a fresh consumer reads of committed messages at the end.
 *
 * <pre>
 *   sent        acknowledged, not in a transaction  ──► read once, where it was acknowledged
 *               neither acknowledged nor refused    ──► read once or not at all
 *   transaction committed ──► all of it   aborted ──► nothing of it   unknown ──► all or nothing
 *   read meanwhile                                  ──► still there, at the same offset
 *   the group's position                            ──► of the last transaction that is there
 * </pre>
 */
final class Audit {
  private final History history;
  private final Map<Spot, Message> places = new LinkedHashMap<>();
  private final Map<String, Message> found = new HashMap<>();
  private final BiPredicate<Message, Message> sentTwice;
  private final Set<Message> secondCopies = new HashSet<>();
  private final List<String> anomalies = new ArrayList<>();

  private Audit(History history, BiPredicate<Message, Message> sentTwice) {
    this.history = history;
    this.sentTwice = sentTwice;
  }

  /**
   * Whatever is wrong, each beginning with its name.
   *
   * @param log every committed message, each partition's in the order of its offsets
   * @param sentTwice whether the second copy of a message is its client's own doing
   */
  static List<String> anomalies(
      History history, List<Message> log, BiPredicate<Message, Message> sentTwice) {
    Audit audit = new Audit(history, sentTwice);
    log.forEach(audit::place);
    audit.checkOrder(log);
    history.sent().values().forEach(audit::checkSent);
    audit.checkTransactions();
    audit.checkRead();
    return audit.anomalies;
  }

  private void place(Message message) {
    places.put(message.spot(), message);
    Message first = found.putIfAbsent(message.value(), message);
    if (first != null && sentTwice.test(first, message)) {
      secondCopies.add(message);
    } else if (first != null) {
      found("duplicate", message.value() + " is at " + first.spot() + " and at " + message.spot());
    }
    Sent sent = history.sent().get(message.value());
    if (sent == null || !sent.key().equals(message.key())) {
      found("phantom", message + " was never sent");
    }
  }

  private void checkOrder(List<Message> log) {
    Map<String, Message> lastOfKey = new HashMap<>();
    for (Message message : log) {
      if (secondCopies.contains(message)) {
        continue;
      }
      Sent sent = history.sent().get(message.value());
      Message before = lastOfKey.put(message.key(), message);
      if (before == null || sent == null) {
        continue;
      }
      if (!before.spot().partition().equals(message.spot().partition())) {
        found("misrouted", before + " and " + message + " have one key");
      }
      Sent sentBefore = history.sent().get(before.value());
      if (sentBefore != null && sentBefore.order() > sent.order()) {
        found("reordered", before + " was sent after " + message);
      }
    }
  }

  private void checkSent(Sent sent) {
    Message message = found.get(sent.value());
    Transaction transaction = sent.transaction();
    Spot acknowledged = sent.acknowledged();
    if (message == null) {
      boolean certain =
          transaction == null ? acknowledged != null : transaction.outcome() == Outcome.COMMITTED;
      if (certain) {
        found("lost", sent.value() + ", acknowledged at " + acknowledged);
      }
      return;
    }
    if (acknowledged != null
        && !acknowledged.equals(message.spot())
        && !secondCopies.contains(new Message(acknowledged, message.key(), message.value()))) {
      found("moved", sent.value() + ", acknowledged at " + acknowledged + ", is " + message.spot());
    }
    if (transaction != null && transaction.outcome() == Outcome.ABORTED) {
      found("aborted read", message + " of transaction " + transaction.number());
    }
  }

  private void checkTransactions() {
    Map<Transaction, Integer> all = new HashMap<>();
    Map<Transaction, Integer> there = new HashMap<>();
    for (Sent sent : history.sent().values()) {
      Transaction transaction = sent.transaction();
      if (transaction != null) {
        all.merge(transaction, 1, Integer::sum);
        there.merge(transaction, found.containsKey(sent.value()) ? 1 : 0, Integer::sum);
      }
    }
    NavigableSet<Integer> visible = new TreeSet<>();
    all.forEach(
        (transaction, count) -> {
          int present = there.getOrDefault(transaction, 0);
          if (present > 0) {
            visible.add(transaction.number());
          }
          if (present > 0 && present < count) {
            found(
                "torn", "of transaction " + transaction.number() + " " + present + " of " + count);
          }
        });
    for (Position each : history.positions()) {
      Integer last = visible.lower(each.transactions());
      long expected = last == null ? 0 : last + 1;
      if (each.position() != expected) {
        found(
            "split",
            "after %d transactions the outputs say position %d, the group says %d"
                .formatted(each.transactions(), expected, each.position()));
      }
    }
  }

  private void checkRead() {
    Map<TopicPartition, Long> last = new HashMap<>();
    Map<Spot, Message> read = new HashMap<>();
    for (Message message : history.read()) {
      Spot spot = message.spot();
      Long before = last.put(spot.partition(), spot.offset());
      if (before != null && before >= spot.offset()) {
        found("backwards", "read " + spot + " after offset " + before);
      }
      read.put(spot, message);
      if (!message.equals(places.get(spot))) {
        found("vanished", "read " + message + ", there is now " + places.get(spot));
      }
    }
    places.forEach(
        (spot, message) -> {
          if (!read.containsKey(spot)) {
            found("skipped", message + " was not read by the consumer that read all the time");
          }
        });
  }

  private void found(String name, String what) {
    anomalies.add(name + ": " + what);
  }
}
