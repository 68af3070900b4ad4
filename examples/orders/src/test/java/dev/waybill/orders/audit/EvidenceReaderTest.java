package dev.waybill.orders.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.orders.audit.AuditReport.Verdict;
import dev.waybill.orders.audit.Chronicle.Acknowledged;
import dev.waybill.orders.audit.Chronicle.Life;
import dev.waybill.orders.audit.Violation.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceReaderTest {

  private static final String ORDER =
      "{\"orderId\":\"o-00000%d\",\"userId\":\"u-1\",\"sequence\":%d,\"amountCents\":500,"
          + "\"items\":[{\"sku\":\"sku-1\",\"quantity\":2}]}";
  private static final String CHARGE =
      "{\"orderId\":\"o-00000%d\",\"userId\":\"u-1\",\"sequence\":%d,\"amountCents\":500,"
          + "\"run\":1,\"atMillis\":1234}";
  private static final String MOVEMENT =
      "{\"orderId\":\"o-00000%d\",\"userId\":\"u-1\",\"sequence\":%d,"
          + "\"items\":[{\"sku\":\"sku-1\",\"quantity\":2}],\"run\":1,\"atMillis\":1234}";

  @TempDir Path directory;

  @BeforeEach
  void writeARunOfTwoOrders() throws IOException {
    write(
        "run.log",
        "1000\tbegun\t2\t1\t42\tledger topics",
        "1001\tstarting\t1",
        "1002\topened\t1",
        "1003\tresumed\t0",
        "1004\tacknowledged\t1\t1",
        "1005\tkilled\t1\thit\tintake: transaction committed, nobody told\torder 2",
        "1006\tstarting\t2",
        "1007\topened\t2",
        "1008\tresumed\t2",
        "1009\tdrained\t2");
    ledger("order-events", ORDER);
    ledger("payments", CHARGE);
    ledger("stock-movements", MOVEMENT);
    write("notifications.log", "o-000001\tu-1\t1\t1\t1\t1234", "o-000002\tu-1\t2\t1\t1\t1235");
    write("analytics.log", "o-000001\tu-1\t1\t1\t1\t1234");
    write("deliveries.log", "payment\to-000001\t1\t1233", "analytics\to-000001\t1\t1233");
  }

  @Test
  void readsARunThatHeld() throws IOException {
    Evidence evidence = read();

    AuditReport report = Auditor.audit(evidence);
    assertThat(report.violations()).isEmpty();
    assertThat(report.verdict()).isEqualTo(Verdict.HELD);
    assertThat(evidence.effectsOf(AuditedService.PAYMENT).get(1))
        .isEqualTo(
            new Effect(
                "o-000002",
                "u-1",
                2,
                Map.of("amountCents", "500"),
                1,
                1234,
                new Effect.Place("payments-0", 1)));
    assertThat(evidence.deliveries())
        .contains(new Evidence.BegunDelivery(AuditedService.ANALYTICS, "o-000001", 1, 1233));
  }

  @Test
  void countsWhatARestartFoundCommittedAsAcknowledgedLate() throws IOException {
    Chronicle chronicle = read().chronicle();

    assertThat(chronicle.acknowledged())
        .containsExactly(new Acknowledged(1004, 1, 1, false), new Acknowledged(1008, 2, 2, true));
    assertThat(chronicle.lives())
        .containsExactly(
            new Life(1, 1001, Optional.of(1002L), Optional.of(1005L)),
            new Life(2, 1006, Optional.of(1007L), Optional.of(1009L)));
  }

  @Test
  void leavesOutWhatWasAborted() throws IOException {
    Path segment = segment("payments");
    Segments.append(segment, Segments.batch(3, 9, Segments.TRANSACTIONAL, CHARGE.formatted(1, 1)));
    Segments.append(segment, Segments.marker(4, 9, false));

    assertThat(Auditor.audit(read()).verdict()).isEqualTo(Verdict.HELD);
  }

  @Test
  void findsACommittedRepeatInTheFiles() throws IOException {
    Path segment = segment("payments");
    Segments.append(segment, Segments.batch(3, 9, Segments.TRANSACTIONAL, CHARGE.formatted(1, 1)));
    Segments.append(segment, Segments.marker(4, 9, true));

    assertViolation(Kind.DUPLICATED, "at payments-0@0 and payments-0@3");
  }

  @Test
  void findsATransactionThatNobodyEnded() throws IOException {
    Segments.append(
        segment("payments"), Segments.batch(3, 9, Segments.TRANSACTIONAL, CHARGE.formatted(1, 1)));

    assertViolation(Kind.UNDECIDED, "payments-0@3");
  }

  @Test
  void findsADamagedSegment() throws IOException {
    Files.write(segment("payments"), new byte[] {1, 2, 3}, StandardOpenOption.APPEND);

    assertViolation(Kind.UNREADABLE, "damaged");
  }

  @Test
  void findsAMessageThatIsNoCharge() throws IOException {
    Segments.append(segment("payments"), Segments.batch(3, -1, 0, "{\"orderId\":1}", "no JSON"));

    assertViolation(Kind.UNREADABLE, "payments-0@3");
    assertViolation(Kind.UNREADABLE, "payments-0@4");
  }

  @Test
  void findsAnUnfinishedLine() throws IOException {
    Files.writeString(
        directory.resolve("notifications.log"), "o-000002\tu-1\t", StandardOpenOption.APPEND);

    assertViolation(Kind.UNREADABLE, "its last line is unfinished");
    assertViolation(Kind.UNREADABLE, "expected 6 fields");
  }

  @Test
  void refusesADirectoryWithoutARun() throws IOException {
    Files.delete(directory.resolve("run.log"));

    assertThatThrownBy(this::read).isInstanceOf(IOException.class);
  }

  @Test
  void refusesAChronicleThatItDoesNotUnderstand() throws IOException {
    write("run.log", "1000\tbegun\tmany\t1\t42\tledger topics");

    assertThatThrownBy(this::read)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not understood")
        .hasMessageContaining("many");
  }

  private Evidence read() throws IOException {
    TopicReader topics = TopicReader.ofFiles(directory.resolve("data"));
    return EvidenceReader.read(directory, topics, BooksReader.ofTopics(topics));
  }

  private void assertViolation(Kind kind, String detail) throws IOException {
    AuditReport report = Auditor.audit(read());
    assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
    assertThat(report.violations())
        .anyMatch(found -> found.kind() == kind && found.detail().contains(detail));
  }

  private void ledger(String topic, String json) throws IOException {
    Segments.append(
        segment(topic),
        Segments.batch(0, 9, Segments.TRANSACTIONAL, json.formatted(1, 1), json.formatted(2, 2)));
    Segments.append(segment(topic), Segments.marker(2, 9, true));
  }

  private Path segment(String topic) {
    return directory
        .resolve("data/topics")
        .resolve(topic)
        .resolve("0.00c0ffee/00000000000000000000.log");
  }

  private void write(String file, String... lines) throws IOException {
    Files.write(directory.resolve(file), java.util.List.of(lines));
  }
}
