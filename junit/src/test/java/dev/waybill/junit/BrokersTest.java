package dev.waybill.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.junit.samples.Brokers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Brokers for test classes, as JUnit starts them. */
@Isolated("looks for what is left in the temporary folder, where others keep their brokers")
class BrokersTest {

  @ParameterizedTest
  @ValueSource(
      classes = {
        Brokers.Parameters.class,
        Brokers.Fields.class,
        Brokers.OneInstance.class,
        Brokers.KeptTopics.class,
        Brokers.OnTheWire.class,
        Brokers.ByExtension.class,
      })
  void everyTestHasWhatItAskedFor(Class<?> tests) {
    Launch launch = Launch.of(tests);

    assertThat(launch.tests()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(launch.failed()).isEmpty();
  }

  @Test
  void testsThatRunAtTheSameTimeDoNotSeeEachOther() {
    Launch launch =
        Launch.inParallel(
            Brokers.AtTheSameTime.class, Brokers.Parameters.class, Brokers.Fields.class);

    assertThat(launch.tests()).hasSize(3 + 6 + 3);
    assertThat(launch.failed()).isEmpty();
  }

  @Test
  void aBrokerOfTheClassIsNotSharedByTestsAtTheSameTime() {
    Launch launch = Launch.inParallel(Brokers.SharedAtTheSameTime.class);

    assertThat(launch.failed()).hasSize(1);
    assertThat(launch.failed().get(0).message()).contains("one test of SharedAtTheSameTime");
  }

  @Test
  void whoAsksForAPortThatIsNotOpenIsTold() {
    Launch launch = Launch.of(Brokers.WithoutPort.class);

    assertThat(launch.failed()).hasSize(1);
    assertThat(launch.failed().get(0).message()).contains("@WaybillTest(kafka = true)");
  }

  @Test
  void filesAreGoneAtTheEnd() throws IOException {
    List<Path> before = directories();

    Launch launch = Launch.of(Brokers.Parameters.class);

    assertThat(launch.failed()).isEmpty();
    assertThat(directories()).isSubsetOf(before);
  }

  private static List<Path> directories() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("waybill-test-"))
          .toList();
    }
  }
}
