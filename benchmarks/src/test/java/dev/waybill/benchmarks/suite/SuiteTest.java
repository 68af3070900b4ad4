package dev.waybill.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SuiteTest {

  static List<Benchmark> all() {
    return Suite.all();
  }

  @Test
  void namesEveryBenchmarkOnce() {
    assertThat(Suite.names())
        .doesNotHaveDuplicates()
        .contains(
            "disk-limit",
            "publish-synced",
            "publish-written",
            "at-most-once",
            "pipe-at-least-once",
            "pipe-exactly-once",
            "latency",
            "consume",
            "recovery");
  }

  @ParameterizedTest
  @MethodSource("all")
  void comparesAndJudgesOnlyContendersItHas(Benchmark benchmark) {
    List<String> labels = benchmark.contenders().stream().map(Contender::label).toList();

    assertThat(labels).isNotEmpty().doesNotHaveDuplicates();
    assertThat(benchmark.goals()).extracting(Goal::contender).allMatch(labels::contains);
    assertThat(benchmark.comparison())
        .satisfies(
            comparison -> {
              if (comparison.isPresent()) {
                assertThat(labels)
                    .contains(comparison.get().contender(), comparison.get().reference());
              }
            });
  }

  @Test
  void runsThePipesInTurnWhicheverIsAskedFor() {
    assertThat(Suite.named("pipe-at-least-once").orElseThrow().contenders())
        .isEqualTo(Suite.named("pipe-exactly-once").orElseThrow().contenders())
        .hasSize(2);
  }

  @Test
  void otherServersAreStartedOnlyWhenAskedFor() {
    List<String> everything = Suite.names();

    assertThat(Suite.chosen(List.of())).noneMatch(one -> one.name().startsWith("wire"));
    assertThat(Suite.chosen(List.of())).noneMatch(one -> one.name().startsWith("database"));
    assertThat(Suite.chosen(List.of("database")))
        .hasSizeGreaterThan(1)
        .allMatch(one -> one.name().startsWith("database-"));
    assertThat(Suite.chosen(List.of())).noneMatch(one -> one.name().startsWith("kafka"));
    assertThat(Suite.chosen(List.of("kafka")))
        .hasSizeGreaterThan(1)
        .allMatch(one -> one.name().startsWith("kafka-") && one.server().isPresent());
    assertThat(Suite.chosen(List.of("wire")))
        .hasSizeGreaterThan(1)
        .allMatch(one -> one.name().startsWith("wire-"));
    assertThat(Suite.chosen(List.of("wire-start", "consume")))
        .extracting(Benchmark::name)
        .containsExactly("consume", "wire-start");
    assertThat(everything).contains("wire", "wire-start", "consume");
  }

  @Test
  void runsMoreRoundsWhenThorough() {
    for (Benchmark benchmark : Suite.all()) {
      assertThat(benchmark.rounds(true)).isGreaterThan(benchmark.rounds(false));
    }
  }
}
