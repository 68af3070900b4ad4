package dev.waybill.benchmarks.suite;

import dev.waybill.benchmarks.database.Approach;
import dev.waybill.benchmarks.database.BareInserts;
import dev.waybill.benchmarks.database.OrdersFill;
import dev.waybill.benchmarks.database.RelayLatencyLoad;
import dev.waybill.benchmarks.database.RelayLoad;
import dev.waybill.benchmarks.database.ServicesLoad;
import dev.waybill.benchmarks.database.SustainedLoad;
import dev.waybill.benchmarks.measure.Sample;
import java.util.List;
import java.util.Optional;

/**
 * What exactly-once into PostgreSQL costs, and what it is worth. What has the same contenders is
 * measured once and looked at from several sides.
 */
final class Database {

  private static final long WARM_UP = 60_000;
  private static final long ORDERS = 200_000;
  private static final long WARM_UP_ONE_BY_ONE = 6_000;
  private static final long ORDERS_ONE_BY_ONE = 20_000;
  private static final int PER_SECOND = 10_000;

  private static final Contender OURS = batches(Approach.EXACTLY_ONCE);
  private static final Contender OURS_WITH_IDS = batches(Approach.EXACTLY_ONCE_WITH_IDS);
  private static final Contender AT_LEAST_ONCE = batches(Approach.AT_LEAST_ONCE);
  private static final Contender SELECT = oneByOne(Approach.SELECT_THEN_INSERT);
  private static final Contender ON_CONFLICT = oneByOne(Approach.ON_CONFLICT);
  private static final Contender BARE =
      Contender.of("bare JDBC batches", new BareInserts(WARM_UP, ORDERS));
  private static final List<Contender> ALL =
      List.of(OURS, OURS_WITH_IDS, AT_LEAST_ONCE, BARE, SELECT, ON_CONFLICT);

  private Database() {}

  static List<Benchmark> all() {
    return List.of(
        compared(
            "database-exactly-once",
            "orders a second through payment and inventory, against at-least-once",
            OURS,
            AT_LEAST_ONCE,
            0.9),
        compared(
            "database-ids",
            "the same with a row for each message's id, against without",
            OURS_WITH_IDS,
            OURS),
        compared(
            "database-textbook",
            "the same against a transaction a message that looks it up first",
            OURS,
            SELECT,
            5),
        compared(
            "database-on-conflict",
            "the same against a transaction a message that inserts its id first",
            OURS,
            ON_CONFLICT),
        compared(
            "database-limit",
            "the same against what this PostgreSQL takes from bare JDBC batches",
            OURS,
            BARE,
            0.8),
        sustained(),
        outboxRelay(),
        outboxLatency());
  }

  private static Benchmark compared(
      String name, String question, Contender ours, Contender other, double atLeast) {
    return new DatabaseBenchmark(
        name,
        question,
        ALL,
        Optional.of(comparison(ours, other)),
        List.of(Goal.atLeast(ours.label(), Goal.RATIO, atLeast)),
        3);
  }

  private static Benchmark compared(String name, String question, Contender ours, Contender other) {
    return new DatabaseBenchmark(
        name, question, ALL, Optional.of(comparison(ours, other)), List.of(), 3);
  }

  private static Comparison comparison(Contender ours, Contender other) {
    return new Comparison(ours.label(), other.label(), Sample.MESSAGES_PER_SECOND);
  }

  private static Benchmark sustained() {
    Contender paced = Contender.of("10,000 orders a second", new SustainedLoad(PER_SECOND));
    return new DatabaseBenchmark(
        "database-sustained",
        "the whole pipeline for a minute, the intake included",
        List.of(paced),
        Optional.empty(),
        List.of(
            Goal.atLeast(paced.label(), Sample.MESSAGES_PER_SECOND, 0.99 * PER_SECOND),
            // What comes in during two transactions of half a second.
            Goal.atMost(paced.label(), SustainedLoad.LAG, PER_SECOND)),
        1);
  }

  private static Benchmark outboxRelay() {
    Contender relay = Contender.of("backlog of an outbox", new RelayLoad(60_000, 200_000));
    return new DatabaseBenchmark(
        "database-outbox",
        "messages a second from the rows of an outbox to a topic, once each",
        List.of(relay),
        Optional.empty(),
        List.of(Goal.atLeast(relay.label(), Sample.MESSAGES_PER_SECOND, 20_000)),
        3);
  }

  private static Benchmark outboxLatency() {
    Contender relay = Contender.of("1,000 transactions a second", new RelayLatencyLoad(1_000));
    return new DatabaseBenchmark(
        "database-outbox-latency",
        "from a COMMIT to a subscriber of the topic",
        List.of(relay),
        Optional.empty(),
        List.of(Goal.atMost(relay.label(), "p99Millis", 50)),
        3);
  }

  private static Contender batches(Approach approach) {
    return Contender.of(approach.label(), new ServicesLoad(approach))
        .after(Preparation.once(new OrdersFill(WARM_UP, ORDERS)));
  }

  private static Contender oneByOne(Approach approach) {
    return Contender.of(approach.label(), new ServicesLoad(approach))
        .after(Preparation.once(new OrdersFill(WARM_UP_ONE_BY_ONE, ORDERS_ONE_BY_ONE)));
  }
}
