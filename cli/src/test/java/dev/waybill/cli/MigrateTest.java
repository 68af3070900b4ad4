package dev.waybill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.cli.Shell.Ended;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MigrateTest {

  @TempDir private Path directory;

  private String from;
  private String to;

  @BeforeEach
  void fillASource() {
    from = "embedded:" + directory.resolve("from");
    to = "embedded:" + directory.resolve("to");
    at(from).run("topics", "create", "orders", "--partitions", "3");
    at(from).run("topics", "create", "mail");
    at(from).typing("a=1\nb=2\nc=3\nd=4\n").run("publish", "orders", "--key-separator", "=");
    at(from).typing("one\ntwo\n").run("publish", "mail");
    at(from).run("consume", "mail", "--group", "mailer", "--max", "1");
  }

  @Test
  void messagesAndPositionsAreMovedAndShown() {
    Ended ended = migrate();

    assertThat(ended.err()).isEmpty();
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.lines().get(0))
        .startsWith("topic   partitions  messages")
        .contains("there before", "moved now", "checksum");
    assertThat(ended.lines().get(2)).startsWith("orders").contains("3", "4");
    assertThat(ended.out())
        .contains("mailer")
        .contains("moved 6 messages and 1 position in ")
        .contains("verified 6 messages by count and checksum");
    assertThat(at(to).run("consume", "mail", "--group", "mailer").out()).isEqualTo("two\n");
    assertThat(at(to).run("consume", "orders", "--json").out().lines()).hasSize(4);
  }

  @Test
  void aSecondRunMovesNothing() {
    migrate();

    Ended again = migrate();

    assertThat(again.exitCode()).isZero();
    assertThat(again.out()).contains("moved 0 messages and 0 positions");
    assertThat(again.out()).contains("there before");
  }

  @Test
  void programsGetTheReportAsJson() {
    JsonNode report = json(migrate("--json"));

    assertThat(report.get("complete").asBoolean()).isTrue();
    assertThat(report.get("from").asString()).isEqualTo(from);
    JsonNode mail = report.get("topics").get(0);
    assertThat(mail.get("topic").asString()).isEqualTo("mail");
    assertThat(mail.get("created").asBoolean()).isTrue();
    assertThat(mail.get("messages").asLong()).isEqualTo(2);
    assertThat(mail.get("bytes").asLong()).isEqualTo("onetwo".length());
    assertThat(mail.get("movedNow").asLong()).isEqualTo(2);
    assertThat(mail.get("checksum").asString()).matches("[0-9a-f]{64}");
    assertThat(report.get("topics").get(1).get("partitions")).hasSize(3);
    JsonNode position = report.get("positions").get(0);
    assertThat(position.get("group").asString()).isEqualTo("mailer");
    assertThat(position.get("source").asLong()).isEqualTo(1);
    assertThat(position.get("outcome").asString()).isEqualTo("moved");
  }

  @Test
  void onlyTheNamedTopicsAndGroupsAreMoved() {
    migrate("--topics", "orders", "--groups", "mailer");

    assertThat(at(to).run("topics", "list").out()).contains("orders").doesNotContain("mail");
    assertThat(at(to).run("groups", "list", "--json").out()).doesNotContain("mailer");
  }

  @Test
  void verifyingSaysWhatIsMissingAndChangesNothing() {
    migrate("--topics", "mail");

    Ended verified = migrate("--verify-only");
    Ended asJson = migrate("--verify-only", "--json");

    assertThat(verified.exitCode()).isEqualTo(1);
    assertThat(verified.out())
        .contains("compared 6 messages: the target has them, but for 4; nothing was changed");
    assertThat(json(asJson).get("topics").get(1).get("missing").asLong()).isEqualTo(4);
    assertThat(at(to).run("topics", "list").out()).doesNotContain("orders");
    migrate();
    assertThat(migrate("--verify-only").exitCode()).isZero();
  }

  @Test
  void aTargetWithOtherMessagesIsRefused() {
    at(to).run("topics", "create", "mail");
    at(to).typing("other\n").run("publish", "mail");

    Ended refused = migrate();

    assertThat(refused.exitCode()).isEqualTo(4);
    assertThat(refused.err().lines()).hasSize(1);
    assertThat(refused.err()).contains("mail-0", "another value", "nothing was published");
    assertThat(at(to).run("topics", "list").out()).doesNotContain("orders");
  }

  @Test
  void whatIsNotThereIsNotMade() {
    Ended noSource = new Shell().run("migrate", "--from", from + "-typo", "--to", to);
    Ended noTarget = migrate("--verify-only");
    Ended noTopic = migrate("--topics", "oders");

    assertThat(noSource.exitCode()).isEqualTo(3);
    assertThat(noSource.err()).contains("--from: cannot open", "nothing was made");
    assertThat(noTarget.exitCode()).isEqualTo(3);
    assertThat(directory.resolve("from-typo")).doesNotExist();
    assertThat(noTopic.exitCode()).isEqualTo(4);
    assertThat(noTopic.err()).contains("topic oders", "mail, orders");
  }

  private Ended migrate(String... more) {
    String[] all = new String[5 + more.length];
    System.arraycopy(new String[] {"migrate", "--from", from, "--to", to}, 0, all, 0, 5);
    System.arraycopy(more, 0, all, 5, more.length);
    return new Shell().run(all);
  }

  private static Shell at(String url) {
    return new Shell().with("WAYBILL_URL", url);
  }

  private static JsonNode json(Ended ended) {
    return JsonMapper.builder().build().readTree(ended.out());
  }
}
