package dev.waybill.benchmarks.suite;

import dev.waybill.benchmarks.load.IdlePartitionsLoad;
import dev.waybill.benchmarks.load.SmallHeapLoad;
import java.util.List;
import java.util.Optional;

/** Whether a small process is enough. */
final class SmallHeap implements Benchmark {

  private static final int HEAP_MEGABYTES = 64;
  private static final int MESSAGES = 10_000_000;
  private static final int PARTITIONS = 2000;

  private static final Contender MESSAGES_IN_AND_OUT =
      Contender.of("10 million messages", new SmallHeapLoad(MESSAGES))
          .withHeapMegabytes(HEAP_MEGABYTES);
  private static final Contender IDLE =
      Contender.of("2,000 idle partitions", new IdlePartitionsLoad(PARTITIONS))
          .withHeapMegabytes(HEAP_MEGABYTES);

  @Override
  public String name() {
    return "small-heap";
  }

  @Override
  public String question() {
    return "published and consumed with -Xmx64m; what an idle partition costs";
  }

  @Override
  public List<Contender> contenders() {
    return List.of(MESSAGES_IN_AND_OUT, IDLE);
  }

  @Override
  public Optional<Comparison> comparison() {
    return Optional.empty();
  }

  @Override
  public List<Goal> goals() {
    return List.of(Goal.atMost(IDLE.label(), "idlePartitionHeapBytes", 10_000));
  }

  /** It fits or it does not: once is enough. */
  @Override
  public int rounds(boolean thorough) {
    return thorough ? 3 : 1;
  }
}
