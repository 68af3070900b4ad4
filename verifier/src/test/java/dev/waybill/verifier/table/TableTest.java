package dev.waybill.verifier.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Guarantee;
import dev.waybill.verifier.table.Cell.Verdict;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The three-by-five table against the real product. */
class TableTest {

  @Test
  @Timeout(600)
  void everyCellShowsWhatItsGuaranteeSays(@TempDir Path directory) throws Exception {
    Table table = TableRun.run(directory, cell -> System.out.println(cell));

    table.print(System.out);
    assertThat(table.cells()).hasSize(3 * 5 * 3);
    for (Cell each : table.cells()) {
      if (each.hop() == Hop.PUBLISH && each.failurePoint() == FailurePoint.CONSUMER_DIES) {
        assertThat(each.verdict()).isEqualTo(Verdict.NOT_APPLICABLE);
      } else {
        assertThat(each.verdict()).as(each.toString()).isEqualTo(Verdict.AS_DECLARED);
        assertThat(each.faultBites()).as(each.toString()).isPositive();
      }
    }
    assertThat(table.holds()).isTrue();
    for (Hop hop : Hop.values()) {
      assertThat(lost(table, Guarantee.AT_MOST_ONCE, hop)).as("lost: " + hop).isPositive();
      assertThat(repeated(table, Guarantee.AT_LEAST_ONCE, hop)).as("twice: " + hop).isPositive();
    }
  }

  private static long lost(Table table, Guarantee guarantee, Hop hop) {
    return table.cells().stream()
        .filter(each -> each.guarantee() == guarantee && each.hop() == hop)
        .mapToLong(Cell::lost)
        .sum();
  }

  private static long repeated(Table table, Guarantee guarantee, Hop hop) {
    return table.cells().stream()
        .filter(each -> each.guarantee() == guarantee && each.hop() == hop)
        .mapToLong(Cell::repeated)
        .sum();
  }
}
