package dev.waybill.verifier.proxy;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Strikes a share of the requests that matter to a guarantee. What the n-th request of one kind by
 * one client meets follows from the seed alone, whatever other clients do. Thread-safe.
 */
public final class SeededPlan implements FaultPlan {

  /** Nothing is published, fetched, committed or decided without one of these. */
  private static final Set<ApiKeys> STRUCK =
      EnumSet.of(
          ApiKeys.PRODUCE,
          ApiKeys.FETCH,
          ApiKeys.OFFSET_COMMIT,
          ApiKeys.OFFSET_FETCH,
          ApiKeys.INIT_PRODUCER_ID,
          ApiKeys.ADD_PARTITIONS_TO_TXN,
          ApiKeys.ADD_OFFSETS_TO_TXN,
          ApiKeys.TXN_OFFSET_COMMIT,
          ApiKeys.END_TXN,
          ApiKeys.JOIN_GROUP,
          ApiKeys.SYNC_GROUP,
          ApiKeys.HEARTBEAT,
          ApiKeys.LEAVE_GROUP,
          ApiKeys.CONSUMER_GROUP_HEARTBEAT);

  /**
   * What a server must see through when it comes late. A position that is committed outside of a
   * transaction carries nothing to tell a late copy by, on any Kafka: it is not repeated. Nor is
   * what is published with acks 0: nobody who promises at most once may be doubled by it.
   */
  private static final Set<ApiKeys> REPEATED =
      EnumSet.of(
          ApiKeys.PRODUCE,
          ApiKeys.ADD_PARTITIONS_TO_TXN,
          ApiKeys.ADD_OFFSETS_TO_TXN,
          ApiKeys.TXN_OFFSET_COMMIT,
          ApiKeys.END_TXN);

  private static final int LEAST_DELAY_MILLIS = 5;
  private static final int MOST_DELAY_MILLIS = 400;
  private static final int MOST_LATER_REQUESTS = 8;
  private static final Duration PAUSE = Duration.ofMillis(2);
  private static final int PERMILLE = 1_000;

  private final long seed;
  private final int permille;
  private final List<NetworkFault> faults;
  private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
  private volatile boolean calm;

  /**
   * @param permille of the requests are struck, on average
   * @param faults those that may happen; none: none does
   */
  public SeededPlan(long seed, int permille, Set<NetworkFault> faults) {
    this.seed = seed;
    this.permille = permille;
    // In their order, whatever set they came in.
    this.faults = faults.isEmpty() ? List.of() : List.copyOf(EnumSet.copyOf(faults));
  }

  /** From now on everything arrives. */
  public void calm() {
    calm = true;
  }

  @Override
  public Fate fateOf(Request request) {
    if (calm
        || faults.isEmpty()
        || !ApiKeys.hasId(request.apiKey())
        || !STRUCK.contains(ApiKeys.forId(request.apiKey()))) {
      return new Fate.Pass();
    }
    String stream = request.client() + '/' + request.apiKey();
    long number = counts.computeIfAbsent(stream, name -> new AtomicLong()).getAndIncrement();
    SplittableRandom random =
        new SplittableRandom(seed ^ stream.hashCode() * 0x9E3779B97F4A7C15L ^ number << 20);
    if (random.nextInt(PERMILLE) >= permille) {
      return new Fate.Pass();
    }
    return fate(faults.get(random.nextInt(faults.size())), request, random);
  }

  private static Fate fate(NetworkFault fault, Request request, SplittableRandom random) {
    return switch (fault) {
      case DROP_REQUEST -> new Fate.DropRequest();
      case DROP_ANSWER -> new Fate.DropAnswer();
      case CUT_REQUEST -> new Fate.CutRequest();
      case CUT_ANSWER -> request.answered() ? new Fate.CutAnswer() : new Fate.CutRequest();
      case DELAY ->
          new Fate.Delay(Duration.ofMillis(random.nextInt(LEAST_DELAY_MILLIS, MOST_DELAY_MILLIS)));
      case TRICKLE -> new Fate.Trickle(Math.max(1, request.frame().length / 20), PAUSE);
      case REPLAY_LATE ->
          request.answered() && REPEATED.contains(ApiKeys.forId(request.apiKey()))
              ? new Fate.ReplayLate(1 + random.nextInt(MOST_LATER_REQUESTS))
              : new Fate.Pass();
    };
  }
}
