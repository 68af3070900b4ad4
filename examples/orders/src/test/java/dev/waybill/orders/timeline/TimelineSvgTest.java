package dev.waybill.orders.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.orders.audit.AuditReport;
import dev.waybill.orders.audit.Auditor;
import dev.waybill.orders.audit.Chronicle;
import dev.waybill.orders.audit.Evidence;
import dev.waybill.orders.audit.SyntheticRun;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class TimelineSvgTest {

  @Test
  void drawsEveryServiceEveryKillAndEveryRepeat() throws Exception {
    Evidence evidence = new SyntheticRun(4_000).evidence();

    Document svg = parse(TimelineSvg.render(evidence, Auditor.audit(evidence)));

    assertThat(texts(svg)).contains("intake", "payment", "inventory", "notification", "analytics");
    assertThat(texts(svg)).contains("every promise held");
    assertThat(texts(svg)).anyMatch(text -> text.endsWith("books in ledger topics"));
    assertThat(texts(svg)).contains("4,005 effects, 5 repeated", "3,995 effects, 5 lost");
    assertThat(withClass(svg, "circle", "kill-badge")).isEqualTo(2);
    assertThat(withClass(svg, "rect", "outage")).isEqualTo(3);
    assertThat(withClass(svg, "path", "again")).isGreaterThanOrEqualTo(4);
  }

  @Test
  void saysThatAPromiseWasBroken() throws Exception {
    SyntheticRun run = new SyntheticRun(100);
    run.effects.forEach((service, effects) -> effects.remove(0));

    Evidence evidence = run.evidence();
    Document svg = parse(TimelineSvg.render(evidence, Auditor.audit(evidence)));

    assertThat(texts(svg)).anyMatch(text -> text.contains("a promise was broken"));
  }

  @Test
  void drawsARunInWhichNothingHappened() throws Exception {
    Evidence evidence =
        new Evidence(
            new Chronicle(
                10, 0, 1, "topics", List.of(), List.of(), List.of(), List.of(), List.of(), false),
            Map.of(),
            Map.of(),
            List.of(),
            List.of());
    AuditReport report = Auditor.audit(evidence);

    Document svg = parse(TimelineSvg.render(evidence, report));

    assertThat(texts(svg)).anyMatch(text -> text.startsWith("inconclusive"));
  }

  private static Document parse(String svg) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
  }

  private static List<String> texts(Document svg) {
    NodeList nodes = svg.getElementsByTagName("text");
    return java.util.stream.IntStream.range(0, nodes.getLength())
        .mapToObj(i -> nodes.item(i).getTextContent().trim())
        .toList();
  }

  private static long withClass(Document svg, String tag, String cssClass) {
    NodeList nodes = svg.getElementsByTagName(tag);
    return java.util.stream.IntStream.range(0, nodes.getLength())
        .mapToObj(i -> nodes.item(i).getAttributes().getNamedItem("class"))
        .filter(item -> item != null && item.getNodeValue().equals(cssClass))
        .count();
  }
}
