package dev.waybill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.cli.Shell.Ended;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class VerifyTest {
  @TempDir Path directory;

  @Test
  void calmSeedsHoldAndTheReportIsWritten() throws Exception {
    Path page = directory.resolve("report.html");

    Ended ended =
        new Shell()
            .run(
                "verify", "--seeds", "10", "--faults", "none", "--no-table", "--report", "" + page);

    assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out())
        .contains("10 histories", "Every promise held", "Not covered:", "verify --table")
        .contains("The same again: ./waybill verify --seeds 10 --first 1 --faults none");
    assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").contains("Every promise held");
  }

  @Test
  void tooFewSeedsAreInconclusiveAndSaidToBeSo() {
    Ended ended = new Shell().run("verify", "--seeds", "1", "--no-table", "--json");

    assertThat(ended.exitCode()).isEqualTo(7);
    JsonNode json = json(ended);
    assertThat(json.get("conclusion").asString()).isEqualTo("inconclusive");
    assertThat(json.get("reasons").get(0).asString()).contains("not every fault happened");
    assertThat(json.get("figures").get("histories").asLong()).isEqualTo(1);
    assertThat(json.has("table")).isFalse();
  }

  @Test
  void aSeedIsReproducedToTheByte() {
    JsonNode one = json(new Shell().run("verify", "--seed", "42", "--json"));
    // As a report prints it.
    String[] command = one.get("command").asString().split(" ");
    String[] again = List.of(command).subList(1, command.length).toArray(String[]::new);
    JsonNode other = json(new Shell().run(append(again, "--json")));

    assertThat(one.get("traceHash").asString()).isNotEqualTo("0").matches("[0-9a-f]+");
    assertThat(other.get("traceHash")).isEqualTo(one.get("traceHash"));
    assertThat(one.get("schedule")).isNotEmpty();
  }

  @Test
  void aScheduleOfItsOwnMakesAnotherRun() {
    JsonNode whole = json(new Shell().run("verify", "--seed", "42", "--json"));
    JsonNode smaller =
        json(
            new Shell()
                .run(
                    "verify",
                    "--seed",
                    "42",
                    "--millis",
                    "900",
                    "--schedule",
                    "kill@200+50/7,clock-jump@300+1/2",
                    "--without",
                    "p1,w1",
                    "--json"));

    assertThat(smaller.get("traceHash")).isNotEqualTo(whole.get("traceHash"));
    assertThat(smaller.get("schedule"))
        .extracting(JsonNode::asString)
        .containsExactly("kill@200+50/7", "clock-jump@300+1/2");
    assertThat(smaller.get("command").asString())
        .isEqualTo(
            "./waybill verify --seed 42 --millis 900 --schedule"
                + " 'kill@200+50/7,clock-jump@300+1/2' --without p1,w1");
  }

  @Test
  void aServerThatIsNotThereIsSaidToBeSoAtOnce() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }

    Ended ended = new Shell().run("verify", "--to", "kafka://127.0.0.1:" + free);

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.err()).contains("cannot reach kafka://127.0.0.1:" + free, "is the server up?");
  }

  @Test
  void nobodysDataIsWorkedOn() throws Exception {
    Files.writeString(directory.resolve("precious"), "data");

    Ended ended = new Shell().run("verify", "--to", "embedded:" + directory);

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("expected a missing or empty directory");
    assertThat(directory.resolve("precious")).hasContent("data");
  }

  private static String[] append(String[] arguments, String last) {
    String[] more = java.util.Arrays.copyOf(arguments, arguments.length + 1);
    more[arguments.length] = last;
    return more;
  }

  private static JsonNode json(Ended ended) {
    assertThat(ended.out().lines()).as(ended.err()).hasSize(1);
    return JsonMapper.builder().build().readTree(ended.out());
  }
}
