package dev.waybill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.cli.Shell.Ended;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class UsageTest {

  @Test
  void theHelpNamesEveryCommandAndExitCode() {
    Ended help = new Shell().run("--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out())
        .contains(
            "publish", "consume", "topics", "groups", "dump", "explain", "doctor", "advise",
            "schema")
        .contains("demo", "verify", "bench", "migrate", "141");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "publish",
        "consume",
        "topics",
        "groups",
        "migrate",
        "dump",
        "explain",
        "doctor",
        "advise",
        "schema",
        "demo",
        "verify",
        "bench",
        "topics list",
        "topics create",
        "topics describe",
        "topics delete",
        "groups list",
        "groups describe",
        "groups reset"
      })
  void everyCommandHasHelp(String command) {
    Ended help = new Shell().run((command + " --help").split(" "));

    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("Usage: waybill " + command);
    assertThat(help.err()).isEmpty();
  }

  @Test
  void theVersionIsTheBuilds() {
    Ended version = new Shell().run("--version");

    assertThat(version.exitCode()).isZero();
    assertThat(version.out()).startsWith("waybill ").doesNotContain("${");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                           | Missing required subcommand",
        "publsh                                     | did you mean",
        "publish                                    | Missing required parameter: 'TOPIC'",
        "publish t --guarantee sometimes            | expected at-most-once, at-least-once or",
        "consume t --from yesterday                 | expected earliest, latest, an offset",
        "consume t --group g --max 0                | --max: expected at least 1, found 0",
        "consume t --guarantee at-least-once        | add --group G",
        "topics                                     | Missing required subcommand",
        "topics create t --partitions many          | '--partitions'",
        "topics create t --partitions 0             | expected 1 to 10,000, found 0",
        "topics create t --retention-time soon      | expected a duration like 500ms",
        "groups reset g t                           | Missing required option: '--from=PLACE'",
        "migrate --to embedded:x                    | Missing required option: '--from=URL'",
        "migrate --from embedded:x --to embedded:x  | expected another place than --from",
        "explain --engine rabbit                    | expected embedded or kafka, found 'rabbit'",
        "explain --effect magic                     | '--effect'",
        "demo --kills -1                            | kills: expected 0 to 100, found -1",
        "demo --database oracle                      | expected embedded-postgres or jdbc:…",
        "demo --database jdbc:h2:mem:shop            | other processes can open",
        "schema                                      | Missing required option: '--dialect=D'",
        "schema --dialect oracle                     | found 'oracle'",
        "schema --dialect h2 --prefix 1;drop         | expected a table prefix",
        "explain --database --effect none            | --database is about the orders pipeline",
        "verify --faults gremlins                   | for the simulator, found 'gremlins'; nothing was",
        "verify --to server --faults power-loss     | for --to server, found 'power-loss'; nothing was",
        "verify --to embedded --faults delay        | expected some of kill-broker, kill-starting-bro",
        "verify --to 127.0.0.1:9 --faults disk-full | for --to 127.0.0.1:9, found 'disk-full'",
        "verify --guarantee sometimes               | expected at-most-once, at-least-once or",
        "verify --seeds 5 --duration 3s             | mutually exclusive",
        "verify --seeds 0                           | --seeds: expected 1 or more, found 0",
        "verify --duration 0s                       | --duration: expected more than nothing",
        "verify --threads 0                         | --threads: expected 1 to 64, found 0",
        "verify --seed 3 --seeds 5                  | --seed is one simulated run",
        "verify --millis 500                        | leave them out with runs without a --seed",
        "verify --seed 3 --schedule kill            | expected a fault as kind@millis+millis/number",
        "verify --seed 3 --schedule gremlins@1+1/1  | --schedule: ",
        "verify --to rabbit://here                  | --to: expected server, embedded, embedded:DIR",
        "verify --to embedded:                      | expected embedded: and a directory's name",
        "verify --to server --seeds 5               | leave them out with --to",
        "verify --report nowhere/report.html        | in a directory that may be written",
        "verify --table --to server                 | mutually exclusive",
        "verify --table --seeds 5                   | leave them out with --table",
        "verify --crash-states=some                 | expected quick or full, found 'some'",
        "verify --crash-states --guarantee exactly-once | leave --guarantee out",
        "bench speed                                | unknown benchmark 'speed': expected some of",
        "bench --scale 0                            | scale: expected > 0",
        "advise --colour                            | Unknown option: '--colour'"
      })
  void aWrongCommandLineIsOneLineAndTheHelpToRead(String line, String expected) {
    Ended ended = new Shell().run(line == null ? new String[0] : line.split(" "));

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err().lines()).hasSize(1);
    assertThat(ended.err()).startsWith("waybill: ").contains(expected);
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void errorsAreJsonWhereJsonWasAskedFor() {
    Ended ended = new Shell().run("explain", "--engine", "rabbit", "--json");

    JsonNode error = JsonMapper.builder().build().readTree(ended.err());
    assertThat(error.get("exitCode").asInt()).isEqualTo(2);
    assertThat(error.get("error").asString()).contains("rabbit");
  }

  @Test
  void exactlyOnceToStandardOutputIsRefusedWithTheReason() {
    Ended ended = new Shell().run("consume", "t", "--group", "g", "--guarantee", "exactly-once");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .contains("no transaction reaches past standard output", "at-least-once");
  }
}
