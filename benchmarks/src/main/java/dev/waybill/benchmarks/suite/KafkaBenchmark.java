package dev.waybill.benchmarks.suite;

import dev.waybill.benchmarks.kafka.KafkaNode;
import dev.waybill.benchmarks.load.SharedServer;
import java.util.List;
import java.util.Optional;

/**
 * One of {@link KafkaClients}.
 *
 * @param usualRounds unless it is a thorough run
 */
record KafkaBenchmark(
    String name,
    String question,
    List<Contender> contenders,
    Optional<Comparison> comparison,
    List<Goal> goals,
    int usualRounds)
    implements Benchmark {

  @Override
  public Optional<SharedServer> server() {
    return Optional.of(new KafkaNode());
  }

  @Override
  public int warmUpRounds() {
    return comparison.isPresent() ? 1 : 0;
  }

  @Override
  public int rounds(boolean thorough) {
    return thorough ? usualRounds + 2 : usualRounds;
  }
}
