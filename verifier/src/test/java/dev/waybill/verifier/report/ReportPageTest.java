package dev.waybill.verifier.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.verifier.check.AnomalyKind;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** {@code -Dwaybill.pages=DIR} leaves the pages there, to be looked at. */
class ReportPageTest {

  @Test
  void aPageSaysThatEveryPromiseHeldAndInWhat() throws Exception {
    String page = page("held", Sample.held());

    assertThat(texts(page, "h1"))
        .containsExactly(
            "Every promise held, in 2,000 histories with 2,200 faults and 1 cell of the table.");
    assertThat(texts(page, "dd"))
        .containsExactly("2,000", "1,990", "10", "0", "412,345", "1,234,567", "2,200", "800");
    assertThat(page)
        .contains("class=\"held\"", "power-loss", "an e-mail sent inside a handler", "lost 3")
        .contains("the fault struck 3 times", "acks=0 hears nothing");
    assertThat(texts(page, "caption"))
        .containsExactly("Publish hop: from the application to the log");
    for (AnomalyKind each : AnomalyKind.values()) {
      assertThat(page).contains(each.label(), each.meaning());
    }
  }

  @Test
  void aPageShowsTheWayOfTheMessageThatWasLost() throws Exception {
    String page = page("violated", Sample.violated());

    assertThat(texts(page, "h1").get(0))
        .startsWith("A promise was broken, in 2,000 histories with 2,200 faults and 1 cell")
        .contains(": unseen: message 7");
    assertThat(texts(page, "pre")).contains(Sample.COMMAND, Sample.SMALLEST);
    List<String> events = texts(page, "text");
    assertThat(events)
        .anyMatch(text -> text.contains("sends message 7 under key k1 to in/0"))
        .anyMatch(text -> text.contains("message 7 is acknowledged at offset 4 of in/0"))
        .anyMatch(text -> text.contains("gets message 7 for group work"))
        .anyMatch(text -> text.contains("commit of position 5 of in/0 for group work"))
        .anyMatch(text -> text.contains("broker dies: power loss"))
        .noneMatch(text -> text.contains("message 8"));
    assertThat(elements(page, "tr"))
        .anyMatch(row -> row.getTextContent().contains("is acknowledged") && has(row, "◀"));
  }

  @Test
  void aPageSaysWhyItProvesTooLittle() throws Exception {
    String page = page("inconclusive", Sample.inconclusive());

    assertThat(texts(page, "h1").get(0)).startsWith("Inconclusive: nothing is wrong in 2,000");
    assertThat(texts(page, "li"))
        .contains("the fault \"disk-full\" never happened: run more seeds")
        .anyMatch(each -> each.startsWith("at-most-once, 1 the network drops it, publish hop:"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "\" onload=\"alert(1)",
        "' & ]]> <!-- </style>",
        "<img src=x onerror=alert(1)>"
      })
  void hostileTextStaysText(String text) throws Exception {
    String page = page("hostile-" + Integer.toHexString(text.hashCode()), Sample.hostile(text));

    assertThat(elements(page, "script")).isEmpty();
    assertThat(elements(page, "img")).isEmpty();
    assertThat(page).doesNotContain("<script", "<img", "\" onload=\"");
    assertThat(texts(page, "pre")).contains(text);
  }

  @Test
  void whatNoPageCanHoldIsMarked() throws Exception {
    String bell = "\0\7 rings" + (char) 0xD800;

    String page = page("unprintable", Sample.hostile(bell));

    assertThat(texts(page, "pre")).contains("\ufffd\ufffd rings\ufffd");
  }

  @Test
  void aPageNeedsNothingFromElsewhere() throws Exception {
    for (Report each : List.of(Sample.held(), Sample.violated(), Sample.inconclusive())) {
      String page = ReportPage.of(each);

      assertThat(page.replace("http://www.w3.org/2000/svg", ""))
          .doesNotContain(
              "http:", "https:", "src=", "href=", "url(", "@import", "<script", "<link");
      assertThat(page).startsWith("<!DOCTYPE html>").contains("name=\"viewport\"");
    }
  }

  private static String page(String name, Report report) throws Exception {
    String page = ReportPage.of(report);
    String directory = System.getProperty("waybill.pages", "");
    if (!directory.isEmpty()) {
      Files.writeString(Files.createDirectories(Path.of(directory)).resolve(name + ".html"), page);
    }
    return page;
  }

  private static boolean has(Element element, String text) {
    return element.getTextContent().contains(text);
  }

  private static List<String> texts(String page, String tag) throws Exception {
    return elements(page, tag).stream().map(Element::getTextContent).toList();
  }

  /** Well-formed, or this throws. */
  private static List<Element> elements(String page, String tag) throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    Document document = builder.parse(new ByteArrayInputStream(page.getBytes(UTF_8)));
    NodeList found = document.getElementsByTagName(tag);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }
}
