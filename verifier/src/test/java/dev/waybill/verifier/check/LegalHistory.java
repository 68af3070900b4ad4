package dev.waybill.verifier.check;

import dev.waybill.Guarantee;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Integrity;
import dev.waybill.verifier.history.Outcome;
import dev.waybill.verifier.history.Promises;
import dev.waybill.verifier.history.Promises.GroupPromise;
import dev.waybill.verifier.history.Promises.Order;
import dev.waybill.verifier.history.Recorded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A random history of a system that does everything right while much goes wrong around it: from a
 * seed, with all that is legal and looks odd.
 */
final class LegalHistory {
  private static final int PARTITIONS = 3;
  private static final int KEYS = 50;
  private static final long LEASE_MILLIS = 30_000;

  static final Promises PROMISES =
      new Promises(
          "a legal history",
          "",
          Map.of(
              "exact", Guarantee.EXACTLY_ONCE,
              "least", Guarantee.AT_LEAST_ONCE,
              "most", Guarantee.AT_MOST_ONCE),
          Map.of(
              "plain", new GroupPromise(Guarantee.AT_LEAST_ONCE, true, false),
              "lanes", new GroupPromise(Guarantee.AT_LEAST_ONCE, true, false, Order.KEY),
              "store", new GroupPromise(Guarantee.EXACTLY_ONCE, true, true),
              "gauge", new GroupPromise(Guarantee.AT_MOST_ONCE, true, false),
              "copier", new GroupPromise(Guarantee.EXACTLY_ONCE, true, false),
              "audit", new GroupPromise(Guarantee.AT_LEAST_ONCE, true, false),
              "queue", new GroupPromise(Guarantee.AT_LEAST_ONCE, true, false, Order.NONE)),
          60_000,
          100,
          0,
          Set.of());

  private final Random random;
  private final Consumer<Recorded> sink;
  private final List<ModelPartition> orders = partitions("orders");
  private final List<ModelPartition> copies = partitions("copies");
  private final ModelPartition work = new ModelPartition("work", 0);
  private final ModelPartition rows = new ModelPartition("rows", 0);
  private final List<ModelGroup> groups = new ArrayList<>();
  private final List<ModelGroup> copiers = new ArrayList<>();
  private final Map<Long, Integer> attempts = new HashMap<>();
  private long number;
  private long millis;
  private long messages;
  private long transactions;
  private long uses;
  private long epoch;
  private long order;
  private long leased;

  private LegalHistory(long seed, Consumer<Recorded> sink) {
    random = new Random(seed);
    this.sink = sink;
  }

  /**
   * @param events at least about so many
   */
  static void write(long seed, long events, Consumer<Recorded> sink) {
    LegalHistory history = new LegalHistory(seed, sink);
    history.begin();
    while (history.number < events * 4 / 5) {
      history.step();
    }
    history.rest();
  }

  static List<Recorded> of(long seed, long events) {
    List<Recorded> all = new ArrayList<>();
    write(seed, events, all::add);
    return all;
  }

  private static List<ModelPartition> partitions(String topic) {
    List<ModelPartition> partitions = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      partitions.add(new ModelPartition(topic, i));
    }
    return partitions;
  }

  private void add(Event event) {
    sink.accept(new Recorded(number++, millis, event));
  }

  private static String key(long message) {
    return "key-" + message % KEYS;
  }

  private void begin() {
    for (String name : List.of("plain", "lanes", "store", "gauge")) {
      orders.forEach(log -> groups.add(group(name, log)));
    }
    orders.forEach(log -> copiers.add(group("copier", log)));
    copies.forEach(log -> groups.add(group("audit", log)));
  }

  private ModelGroup group(String name, ModelPartition log) {
    return new ModelGroup(
        name, PROMISES.groups().get(name), log, random, this::add, LegalHistory::key);
  }

  private <T> T any(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  private void step() {
    millis += random.nextInt(3);
    int dice = random.nextInt(1000);
    if (dice < 420) {
      publish();
    } else if (dice < 860) {
      any(groups).step();
    } else if (dice < 920) {
      copy(any(copiers));
    } else if (dice < 950) {
      lease();
    } else if (dice < 970) {
      row();
    } else if (dice < 980) {
      observe();
    } else if (dice < 990) {
      own();
    } else if (dice < 994) {
      any(groups).rebalance();
    } else if (dice < 996) {
      any(groups.subList(0, PARTITIONS)).seek();
    } else if (dice < 998) {
      add(new Event.Crashed(any(List.of("exact", "least", "most")), "kill -9"));
    } else {
      add(new Event.FaultInjected("injector", "kill", "broker"));
      add(new Event.Crashed("broker", "kill -9"));
      add(new Event.Restarted("broker"));
    }
  }

  // ---- publishing -----------------------------------------------------------------------------

  private void publish() {
    String publisher = any(List.of("exact", "exact", "least", "most"));
    ModelPartition log = any(orders);
    int told = random.nextInt(10) == 0 ? Event.UNKNOWN_PARTITION : log.partition;
    long message = messages++;
    invoked(publisher, message, log.topic, told, Event.NO_TRANSACTION);
    int dice = random.nextInt(100);
    if (dice < 10) {
      long second = messages++;
      invoked(publisher, second, log.topic, told, Event.NO_TRANSACTION);
      long first = log.append(message);
      published(publisher, second, log, log.append(second));
      published(publisher, message, log, first);
    } else if (dice < 12) {
      add(new Event.PublishFailed(publisher, message, "rejected"));
    } else if (dice < 14) {
      add(new Event.PublishUnknown(publisher, message, "timed out"));
    } else if (dice < 16) {
      log.append(message);
      add(new Event.PublishUnknown(publisher, message, "timed out"));
    } else if (dice < 20 && publisher.equals("least")) {
      log.append(message);
      published(publisher, message, log, log.append(message));
    } else if (publisher.equals("most")) {
      if (dice < 90) {
        log.append(message);
      }
      published(publisher, message, log, -1);
    } else {
      published(publisher, message, log, log.append(message));
    }
  }

  private void invoked(
      String publisher, long message, String topic, int partition, long transaction) {
    add(
        new Event.PublishInvoked(
            publisher, message, topic, partition, key(message), message, transaction));
  }

  private void published(String publisher, long message, ModelPartition log, long offset) {
    add(new Event.Published(publisher, message, log.topic, log.partition, offset));
  }

  // ---- read, process, write ---------------------------------------------------------------------

  private void copy(ModelGroup copier) {
    long before = copier.next;
    List<Long> taken = copier.take();
    if (taken.isEmpty()) {
      copier.next = before;
      return;
    }
    long transaction = transactions++;
    String member = copier.member;
    add(new Event.TransactionBegun(member, transaction, "copier-" + copier.log.partition));
    ModelPartition log = copies.get(copier.log.partition);
    for (long offset : taken) {
      copier.deliver(offset);
      add(
          new Event.Acknowledged(
              member, copier.name, copier.log.topic, copier.log.partition, offset));
      long message = messages++;
      invoked(member, message, log.topic, log.partition, transaction);
      published(member, message, log, log.appendOpen(message));
    }
    stage(copier, transaction, Outcome.DONE);
    end(copier, log, transaction);
  }

  private void stage(ModelGroup copier, long transaction, Outcome outcome) {
    String topic = copier.log.topic;
    int partition = copier.log.partition;
    add(
        new Event.CommitInvoked(
            copier.member, copier.name, topic, partition, copier.next, transaction));
    add(
        new Event.CommitEnded(
            copier.member, copier.name, topic, partition, copier.next, transaction, outcome));
  }

  private void end(ModelGroup copier, ModelPartition log, long transaction) {
    int dice = random.nextInt(40);
    boolean commit = dice > 0;
    boolean falls = dice > 1;
    boolean known = dice > 2;
    add(new Event.TransactionEndInvoked(copier.member, transaction, commit));
    log.close(commit && falls);
    if (commit && falls) {
      copier.committed = copier.next;
    }
    if (commit && !known) {
      add(new Event.TransactionEnded(copier.member, transaction, true, Outcome.UNKNOWN));
      copier.rebalance();
    } else {
      add(new Event.TransactionEnded(copier.member, transaction, commit, Outcome.DONE));
      if (!commit) {
        copier.rewind();
      }
    }
  }

  // ---- leases, outbox, epochs, observations ---------------------------------------------------

  private void lease() {
    if (leased == work.end()) {
      long message = messages++;
      invoked("exact", message, work.topic, 0, Event.NO_TRANSACTION);
      published("exact", message, work, work.append(message));
    }
    long offset = leased;
    int attempt = attempts.merge(offset, 1, Integer::sum);
    String worker = "worker-" + random.nextInt(4);
    add(new Event.Leased(worker, "queue", work.topic, 0, offset, attempt, millis + LEASE_MILLIS));
    add(
        new Event.Delivered(
            worker, "queue", work.topic, 0, offset, work.message(offset), Integrity.WHOLE));
    if (random.nextInt(4) > 0) {
      add(new Event.Acknowledged(worker, "queue", work.topic, 0, offset));
      add(new Event.LeaseSettled(worker, "queue", work.topic, 0, offset, attempt, Outcome.DONE));
      attempts.remove(offset);
      leased++;
    } else if (random.nextBoolean()) {
      add(new Event.GivenBack(worker, "queue", work.topic, 0, offset));
    } else {
      millis += LEASE_MILLIS;
    }
  }

  private void row() {
    long first = messages++;
    long second = first + KEYS;
    messages = second + 1;
    add(new Event.RowCommitted("app", first, rows.topic, key(first), order++));
    add(new Event.RowCommitted("app", second, rows.topic, key(second), order++));
    rows.append(first);
    rows.append(second);
    if (random.nextInt(5) == 0) {
      rows.append(first);
    }
  }

  private void own() {
    epoch++;
    add(new Event.EpochUseInvoked("owner-" + (epoch - 1), "lane", epoch - 1, uses, "late"));
    add(new Event.EpochGranted("owner-" + epoch, "lane", epoch));
    add(new Event.EpochUsed("owner-" + (epoch - 1), "lane", uses++, Outcome.DONE));
    add(new Event.EpochUseInvoked("owner-" + (epoch - 1), "lane", epoch - 1, uses, "zombie"));
    add(new Event.EpochUsed("owner-" + (epoch - 1), "lane", uses++, Outcome.NOT_DONE));
  }

  private void observe() {
    ModelPartition log = any(random.nextBoolean() ? orders : copies);
    add(new Event.DurableAtWorst("disk", log.topic, log.partition, log.end()));
    add(new Event.StableOffset("observer", log.topic, log.partition, log.stable(), log.end()));
  }

  // ---- at rest --------------------------------------------------------------------------------

  private void rest() {
    List<ModelPartition> all = new ArrayList<>(orders);
    all.addAll(copies);
    all.add(work);
    all.add(rows);
    for (ModelPartition log : all) {
      for (long offset = 0; offset < log.end(); offset++) {
        if (log.isVisible(offset)) {
          add(
              new Event.Read(
                  "fresh", log.topic, log.partition, offset, log.message(offset), Integrity.WHOLE));
        }
      }
      add(new Event.ReadToEnd("fresh", log.topic, log.partition, 0, log.end()));
    }
    groups.addAll(copiers);
    for (ModelGroup group : groups) {
      add(
          new Event.PositionRead(
              "fresh", group.name, group.log.topic, group.log.partition, group.committed));
      if (group.promise.hasEffects()) {
        count(group);
      }
    }
  }

  private void count(ModelGroup group) {
    Map<Long, Long> counts = new HashMap<>();
    for (long offset = 0; offset < group.log.end(); offset++) {
      if (group.log.isVisible(offset)) {
        counts.merge(
            group.log.message(offset), group.effects.get((int) offset) ? 1L : 0L, Long::sum);
      }
    }
    counts.forEach(
        (message, count) -> add(new Event.EffectCounted("database", group.name, message, count)));
  }
}
