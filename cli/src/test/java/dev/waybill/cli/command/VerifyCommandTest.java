package dev.waybill.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.cli.terminal.StopSignal;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.verifier.campaign.CampaignProgress.Reached;
import dev.waybill.verifier.campaign.CampaignProgress.Unit;
import dev.waybill.verifier.process.ProcessFault;
import dev.waybill.verifier.process.ProcessOptions.Target;
import dev.waybill.verifier.proxy.NetworkFault;
import dev.waybill.verifier.report.Conclusion;
import dev.waybill.verifier.simulate.fault.FaultKind;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyCommandTest {
  @TempDir private Path directory;

  @Test
  void everyConclusionHasAnExitCodeOfItsOwn() {
    assertThat(VerifyCommand.exitCode(Conclusion.HELD)).isZero();
    assertThat(VerifyCommand.exitCode(Conclusion.VIOLATED)).isEqualTo(1);
    assertThat(VerifyCommand.exitCode(Conclusion.INCONCLUSIVE)).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"kafka://127.0.0.1:9092", "127.0.0.1:9092", "kafka://127.0.0.1:9092,other:9092"})
  void addressesOfAnyServerAreUnderstood(String url) {
    assertThat(VerifyTarget.parse(url).target())
        .isEqualTo(new Target.Address(new InetSocketAddress("127.0.0.1", 9092)));
  }

  @Test
  void faultsAreChosenByName() {
    VerifyTarget server = VerifyTarget.parse("server");
    VerifyFaults chosen = new VerifyFaults(List.of("kill-broker", "drop-answer"));

    assertThat(chosen.ofProcesses(server)).containsExactly(ProcessFault.KILL_BROKER);
    assertThat(chosen.ofTheNetwork(server)).containsExactly(NetworkFault.DROP_ANSWER);
    assertThat(new VerifyFaults(List.of("none")).ofTheNetwork(server)).isEmpty();
    assertThat(new VerifyFaults(List.of("none")).simulated()).isEmpty();
  }

  @Test
  void unlessChosenAllFaultsAreThoseThatCanBeDoneToTheTarget() {
    VerifyFaults all = new VerifyFaults(List.of());

    assertThat(all.simulated()).containsExactlyInAnyOrder(FaultKind.values());
    assertThat(all.ofProcesses(VerifyTarget.parse("server")))
        .containsExactlyInAnyOrder(ProcessFault.values());
    assertThat(all.ofProcesses(VerifyTarget.parse("127.0.0.1:9092")))
        .contains(ProcessFault.KILL_CONSUMER)
        .doesNotContain(ProcessFault.KILL_BROKER, ProcessFault.DISK_FULL);
    assertThat(all.ofProcesses(VerifyTarget.parse("embedded")))
        .containsExactlyInAnyOrder(ProcessFault.KILL_BROKER, ProcessFault.KILL_STARTING_BROKER);
    assertThat(all.ofTheNetwork(VerifyTarget.parse("embedded"))).isEmpty();
  }

  @Test
  void filesGoAgainUnlessSomebodyWillWantToLookAtThem() throws Exception {
    Path gone;
    Path stays;
    try (VerifyFiles files = VerifyFiles.of(null)) {
      gone = files.directory();
      Files.writeString(Files.createDirectory(gone.resolve("inside")).resolve("file"), "x");
      assertThat(files.kept()).isEmpty();
    }
    try (VerifyFiles files = VerifyFiles.of(null)) {
      stays = files.directory();
      files.keep();
      assertThat(files.kept()).contains(stays);
    }

    assertThat(gone).doesNotExist();
    assertThat(stays).exists();
    Files.delete(stays);
  }

  @Test
  void whatTheUserNamedStays() throws Exception {
    Path named = directory.resolve("named");
    try (VerifyFiles files = VerifyFiles.of(named)) {
      Files.createDirectories(files.directory());
      assertThat(files.kept()).contains(named);
    }

    assertThat(named).exists();
  }

  @Test
  @Timeout(60)
  void aStopInterruptsWhoeverWaitsAndNobodyAfterwards() {
    try (StopSignal stop = StopSignal.listen()) {
      StopInterrupt interrupt = StopInterrupt.of(stop);
      stop.request();

      assertThatThrownBy(() -> Thread.sleep(Duration.ofMinutes(5).toMillis()))
          .isInstanceOf(InterruptedException.class);

      interrupt.end();
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  @Test
  void withoutATerminalProgressIsALineNowAndThen() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (StopSignal stop = StopSignal.listen();
        VerifyProgress progress = VerifyProgress.of(terminal(err), stop)) {
      for (int i = 0; i < 1_000; i++) {
        progress.reached(new Reached(Unit.HISTORIES, i, 5L * i, 0.5, ""));
      }
      progress.reached(new Reached(Unit.CELLS, 3, 7, 0.1, "two-owners"));
      assertThat(progress.isEnough()).isFalse();
      stop.request();
      assertThat(progress.isEnough()).isTrue();
    }

    assertThat(err.toString(UTF_8).lines())
        .hasSize(2)
        .last()
        .isEqualTo("verify:  10 %, 3 cells, 7 faults, two-owners");
  }

  private static Terminal terminal(ByteArrayOutputStream err) {
    return new Terminal(
        InputStream.nullInputStream(),
        new PrintStream(OutputStream.nullOutputStream(), false, UTF_8),
        new PrintStream(err, true, UTF_8),
        OptionalLong.empty(),
        false,
        false,
        Map.of());
  }
}
