package dev.waybill.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.junit.samples.Bad;
import dev.waybill.junit.samples.Good;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kit says of handlers, good and bad. */
class HandlersTest {

  private static final String NONE = "delivered once";
  private static final String ACK_LOST = "handled, then the acknowledgement is lost";
  private static final String CRASH = "crash before the handler";
  private static final String TWICE = "delivered twice, one after the other";
  private static final String AT_ONCE = "delivered twice at the same time";
  private static final String PUBLISHED = "published twice";
  private static final String ORDER = "delivered in another order";

  @ParameterizedTest
  @ValueSource(
      classes = {
        Good.InInbox.class,
        Good.InsertFirst.class,
        Good.Mail.class,
        Good.Metrics.class,
      })
  void whatIsAsDeclaredPassesUnderEveryFault(Class<?> handlers) {
    Launch launch = Launch.of(handlers);

    assertThat(launch.tests()).hasSizeGreaterThanOrEqualTo(6);
    assertThat(launch.failed()).isEmpty();
  }

  @Test
  void aNaiveInsertFailsWhereverAMessageComesTwice() {
    Launch launch = Launch.of(Bad.NaiveInsert.class);

    assertThat(launch.verdicts()).isEqualTo(failing(ACK_LOST, TWICE, AT_ONCE, PUBLISHED));
    assertThat(launch.messageOf(ACK_LOST)).isEqualTo(expected("naive-insert-ack-lost"));
    assertThat(launch.messageOf(PUBLISHED)).isEqualTo(expected("naive-insert-published-twice"));
  }

  @Test
  void selectThenInsertFailsWhenTwoLookBeforeEitherWrites() {
    Launch launch = Launch.of(Bad.SelectThenInsert.class);

    assertThat(launch.verdicts()).isEqualTo(failing(AT_ONCE));
    assertThat(launch.messageOf(AT_ONCE)).isEqualTo(expected("select-then-insert"));
  }

  @Test
  void anEffectBesideTheInboxFailsWhenTheTransactionIsRolledBack() {
    Launch launch = Launch.of(Bad.BesideTheInbox.class);

    assertThat(launch.verdicts()).isEqualTo(failing(ACK_LOST));
    assertThat(launch.messageOf(ACK_LOST)).isEqualTo(expected("beside-the-inbox"));
  }

  @Test
  void anInboxWithoutIdsFailsWhenThePublisherRepeats() {
    Launch launch = Launch.of(Bad.InboxWithoutIds.class);

    assertThat(launch.verdicts()).isEqualTo(failing(PUBLISHED));
    assertThat(launch.messageOf(PUBLISHED)).isEqualTo(expected("inbox-without-ids"));
  }

  @Test
  void idsInMemoryFailWhereverAProcessDiesOrTwoAreAtWork() {
    Launch launch = Launch.of(Bad.IdsInMemory.class);

    assertThat(launch.verdicts()).isEqualTo(failing(ACK_LOST, AT_ONCE));
    assertThat(launch.messageOf(ACK_LOST)).isEqualTo(expected("ids-in-memory"));
  }

  @Test
  void idsInADatabaseFailBetweenEffectAndMark() {
    Launch launch = Launch.of(Bad.IdsInDatabase.class);

    assertThat(launch.verdicts()).isEqualTo(failing(ACK_LOST));
    assertThat(launch.messageOf(ACK_LOST)).isEqualTo(expected("ids-in-database"));
  }

  @Test
  void lossIsToldWithItsReason() {
    Launch launch = Launch.of(Bad.Losing.class);

    assertThat(launch.messageOf("at-most-once · " + CRASH))
        .isEqualTo(expected("acknowledged-first"));
    assertThat(launch.messageOf("at-least-once · " + NONE))
        .isEqualTo(expected("swallows-failures"));
    assertThat(launch.failed()).hasSize(2);
  }

  @Test
  void whatProvesNothingFails() {
    Launch launch = Launch.of(Bad.Empty.class);

    assertThat(launch.failed()).hasSize(6).isEqualTo(launch.tests());
    assertThat(launch.failed().stream().map(Launch.Ended::message))
        .anySatisfy(
            m ->
                assertThat(m)
                    .contains("INCONCLUSIVE", "did not happen", "all messages have the same key"))
        .anySatisfy(m -> assertThat(m).contains("nothing was checked"))
        .anySatisfy(m -> assertThat(m).contains("empty the table in @BeforeEach", "o-2"))
        .anySatisfy(
            m ->
                assertThat(m)
                    .contains("INCONCLUSIVE", "within 500 ms, waited in vain", "delivered=3"))
        .anySatisfy(m -> assertThat(m).contains("no message of this test caused: [order 1]"))
        .anySatisfy(m -> assertThat(m).contains("identifiedBy(…)"));
  }

  private static Map<String, String> failing(String... faults) {
    Map<String, String> verdicts = new java.util.LinkedHashMap<>();
    for (String fault : new String[] {NONE, ACK_LOST, CRASH, TWICE, AT_ONCE, PUBLISHED, ORDER}) {
      verdicts.put(fault, java.util.List.of(faults).contains(fault) ? "failed" : "successful");
    }
    return verdicts;
  }

  private static String expected(String report) {
    String file = "/dev/waybill/junit/reports/" + report + ".txt";
    try (InputStream in = HandlersTest.class.getResourceAsStream(file)) {
      return in == null
          ? file + " is missing"
          : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
