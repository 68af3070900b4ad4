package dev.waybill.compatibility.difference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.waybill.benchmarks.wire.WaybillServer;
import dev.waybill.cluster.ApacheKafka;
import dev.waybill.cluster.KafkaSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every conversation, with both servers. */
@Timeout(600)
@Order(2)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DifferenceTest {

  /**
   * What makes Kafka quick to start with, and as patient as we are. It would look for old records
   * thirty seconds after its start, and those of the conversations are years old.
   */
  private static final Map<String, String> KAFKA =
      Map.of(
          "offsets.topic.num.partitions", "1",
          "transaction.state.log.num.partitions", "1",
          "auto.create.topics.enable", "false",
          "log.cleaner.enable", "false",
          "log.initial.task.delay.ms", "3600000",
          "group.consumer.min.assignment.interval.ms", "0",
          "group.consumer.assignment.interval.ms", "0",
          "group.consumer.assignor.offload.enable", "false");

  @TempDir static Path directory;
  private static WaybillServer ours;
  private static ApacheKafka theirs;
  private static Versions versions;
  private static final Set<Talk> HELD = EnumSet.noneOf(Talk.class);
  private static final Set<Difference> SEEN = EnumSet.noneOf(Difference.class);

  @BeforeAll
  static void serve() throws Exception {
    Path settings =
        Files.writeString(
            directory.resolve("w.properties"), "group.initial.rebalance.delay.ms=0\n");
    ours =
        WaybillServer.start(
            Files.createDirectory(directory.resolve("ours")), "--config", settings.toString());
    theirs =
        ApacheKafka.start(
            KafkaSettings.asReleased().withProperties(KAFKA),
            Files.createDirectory(directory.resolve("theirs")));
    versions = Versions.ofBoth(ours.bootstrap(), theirs.bootstrap());
    try (Speaker speaker = new Speaker(theirs.bootstrap(), versions)) {
      speaker.awaitCoordinators();
    }
  }

  @AfterAll
  static void end() throws Exception {
    ours.close();
    theirs.close();
  }

  static List<Arguments> talks() {
    long first = Long.getLong("difference.firstSeed", 1);
    List<Arguments> talks = new ArrayList<>();
    for (Talk talk : Talk.values()) {
      for (int i = 0; i < Integer.getInteger("difference.seeds", 2); i++) {
        talks.add(Arguments.of(talk, first + i));
      }
    }
    return talks;
  }

  @Order(1)
  @ParameterizedTest
  @MethodSource("talks")
  void isAnsweredAlike(Talk talk, long seed) throws Exception {
    List<Exchange> left = transcript(ours.bootstrap(), talk, seed);
    List<Exchange> right = transcript(theirs.bootstrap(), talk, seed);

    List<String> unexplained = new ArrayList<>();
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      for (Discrepancy discrepancy : Comparison.of(left.get(i), right.get(i))) {
        Optional<Difference> difference = Difference.explaining(discrepancy);
        difference.ifPresent(SEEN::add);
        if (difference.isEmpty()) {
          unexplained.add(i + ". " + left.get(i).asked() + "\n      " + discrepancy);
        }
      }
    }
    assertThat(unexplained).as("%s, seed %d", talk, seed).isEmpty();
    assertThat(left).as("%s, seed %d", talk, seed).isNotEmpty().hasSameSizeAs(right);
    HELD.add(talk);
  }

  @Order(2)
  @Test
  void everyDifferenceIsReal() {
    assumeTrue(HELD.equals(EnumSet.allOf(Talk.class)), "Not every conversation was held.");

    assertThat(SEEN).isEqualTo(EnumSet.allOf(Difference.class));
  }

  private static List<Exchange> transcript(String bootstrap, Talk talk, long seed)
      throws IOException {
    try (Speaker speaker = new Speaker(bootstrap, versions)) {
      talk.begin().hold(speaker, new Dice(seed));
      return speaker.transcript();
    }
  }
}
