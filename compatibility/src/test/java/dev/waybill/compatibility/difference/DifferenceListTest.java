package dev.waybill.compatibility.difference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class DifferenceListTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "kafka-differences.md");

  private static final String HEAD =
      """
      # Where Waybill answers otherwise than Apache Kafka

      The same random requests go to `./waybill serve` and to a released Apache Kafka 4.3.1, in every
      version that both speak, and the answers are compared field by field, up to ids, places and clocks
      ([how](../compatibility/src/test/java/dev/waybill/compatibility/difference)). These are all
      differences that were found and left, each for a reason; a test fails when there is another one, and
      when one of these is gone. This page is written from the test's own list.

      | difference | where | field | why |
      |---|---|---|---|
      """;

  @Test
  void theDocumentIsTheList() throws Exception {
    StringBuilder page = new StringBuilder(HEAD);
    for (Difference each : Difference.values()) {
      page.append("| ")
          .append(each.name().toLowerCase(Locale.ROOT).replace('_', ' '))
          .append(" | ")
          .append(each.where())
          .append(" | `")
          .append(each.field())
          .append("` | ")
          .append(each.reason())
          .append(" |\n");
    }
    if (Boolean.getBoolean("difference.write")) {
      Files.writeString(DOCUMENT, page);
    }

    assertThat(DOCUMENT).hasContent(page.toString());
  }
}
