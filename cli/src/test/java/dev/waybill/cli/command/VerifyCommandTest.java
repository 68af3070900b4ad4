package dev.waybill.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.verifier.process.ProcessOptions.Target;
import dev.waybill.verifier.process.ProcessFault;
import dev.waybill.verifier.proxy.NetworkFault;
import dev.waybill.verifier.report.Conclusion;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyCommandTest {

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
    VerifyFaults chosen = new VerifyFaults(List.of("kill-broker", "drop-answer"));

    assertThat(chosen.ofProcesses()).containsExactly(ProcessFault.KILL_BROKER);
    assertThat(chosen.ofTheNetwork()).containsExactly(NetworkFault.DROP_ANSWER);
    assertThat(new VerifyFaults(List.of()).ofProcesses()).hasSize(ProcessFault.values().length);
    assertThat(new VerifyFaults(List.of("none")).ofTheNetwork()).isEmpty();
    assertThat(new VerifyFaults(List.of("none")).simulated()).isEmpty();
  }
}
