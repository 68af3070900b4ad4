package dev.waybill.embedded.wrong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;

import dev.waybill.contract.table.Ledger;
import dev.waybill.contract.table.Row;
import dev.waybill.engine.Capability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** A contract that every engine passes says nothing: these must not pass. */
@Timeout(600)
class ContractRejectsTest {
  @TempDir Path ledgers;

  @AfterEach
  void nothingIsWrong() {
    WrongContract.fault = null;
    WrongContract.lacks = Set.of();
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aWrongEngineIsFoundOut(Fault fault) {
    WrongContract.fault = fault;

    TestExecutionSummary summary =
        run(
            selectNestedClass(
                List.of(WrongContract.class.getName()),
                "dev.waybill.contract.EngineContract$" + fault.suite()));

    assertThat(summary.getTestsFoundCount()).isPositive();
    assertThat(summary.getFailures())
        .extracting(failure -> failure.getTestIdentifier().getDisplayName())
        .anyMatch(name -> name.startsWith(fault.behaviour()));
  }

  @Test
  void anEngineThatCanLessKeepsTheRestAndRefusesByName() throws IOException {
    Set<Capability> lacks =
        EnumSet.of(
            Capability.TRANSACTIONS,
            Capability.POSITIONS_IN_TRANSACTION,
            Capability.IDEMPOTENT_PUBLISH,
            Capability.PUBLISH_UNCONFIRMED,
            Capability.PUBLISH_WRITTEN,
            Capability.SEEK_BY_TIME);
    WrongContract.lacks = lacks;

    TestExecutionSummary summary = run(selectClass(WrongContract.class));

    assertThat(summary.getFailures()).isEmpty();
    List<Row> rows = Ledger.read(ledgers.resolve("wrong.tsv"));
    assertThat(rows).hasSize(Math.toIntExact(summary.getTestsSucceededCount()));
    assertThat(rows).extracting(Row::outcome).doesNotContain(Row.Outcome.BROKEN);
    for (Capability missing : lacks) {
      assertThat(rows)
          .as("refused for want of %s", missing)
          .anyMatch(
              row -> row.outcome() == Row.Outcome.REFUSED && row.why().contains("no " + missing));
    }
  }

  @Test
  void anEngineWithNothingButPublishingRefusesEverythingElse() throws IOException {
    WrongContract.lacks =
        EnumSet.complementOf(EnumSet.of(Capability.PUBLISH_SYNCED, Capability.PUBLISH_REPLICATED));

    TestExecutionSummary summary = run(selectClass(WrongContract.class));

    assertThat(summary.getFailures()).isEmpty();
    assertThat(Ledger.read(ledgers.resolve("wrong.tsv")))
        .filteredOn(row -> row.suite().equals("Groups"))
        .isNotEmpty()
        .allMatch(row -> row.outcome() == Row.Outcome.REFUSED);
  }

  private TestExecutionSummary run(DiscoverySelector what) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(what)
                .configurationParameter(Ledger.DIRECTORY, ledgers.toString())
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                .build(),
            listener);
    return listener.getSummary();
  }
}
