package dev.waybill.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractTableTest {
  @TempDir Path directory;

  @Test
  void aTableSaysOfEveryEngineWhatItDoesRefusesBreaksAndWasNotAsked() throws IOException {
    List<String> groups = ContractTable.behaviours().get("Groups");
    Path quick = Files.writeString(directory.resolve("quick.tsv"), row(groups.get(0), "KEPT", ""));
    Path poor =
        Files.writeString(
            directory.resolve("poor.tsv"),
            row(groups.get(0), "REFUSED", "no GROUPS") + row(groups.get(1), "BROKEN", "a | b"));
    Path table = directory.resolve("table.md");

    ContractTable.main(new String[] {table.toString(), quick.toString(), poor.toString()});

    assertThat(table)
        .content()
        .contains("| behaviour | quick | poor |")
        .contains("| " + groups.get(0) + " | ✓ | refused: no GROUPS |")
        .contains("| " + groups.get(1) + " | not run | **broken** |");
  }

  private static String row(String behaviour, String outcome, String why) {
    return String.join("\t", "Groups", behaviour, outcome, why) + "\n";
  }

  @Test
  void aTableOfNothingIsRefused() {
    assertThatThrownBy(() -> ContractTable.main(new String[] {"table.md"}))
        .hasMessageContaining("run the contract tests first");
  }

  @Test
  void everyBehaviourIsInThePublishedTableAndNoOther() throws IOException {
    String published = Files.readString(Path.of("../docs/contract.md"));
    long rows = 0;
    for (Map.Entry<String, List<String>> suite : ContractTable.behaviours().entrySet()) {
      assertThat(published).contains("\n## " + suite.getKey() + "\n");
      for (String behaviour : suite.getValue()) {
        assertThat(published).as("regenerate it").contains("\n| " + behaviour + " | ");
        rows++;
      }
    }

    assertThat(rows).isGreaterThan(150);
    assertThat(published.lines().filter(line -> line.contains("✓")))
        .as("rows of behaviours that there are no more: regenerate it")
        .hasSizeLessThanOrEqualTo(Math.toIntExact(rows));
    assertThat(published).doesNotContain("| not run |");
  }
}
