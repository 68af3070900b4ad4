package dev.waybill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Waybill;
import dev.waybill.cli.Shell.Ended;
import dev.waybill.cli.chain.Engines;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Order(1)
class MessagesTest {

  @TempDir private Path directory;

  private String url;

  @BeforeEach
  void createATopic() {
    url = "embedded:" + directory.resolve("data");
    assertThat(run("topics", "create", "orders").exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"at-most-once", "at-least-once", "exactly-once"})
  void linesAreMessagesUnderEveryGuarantee(String guarantee) {
    Ended published = typing("one\ntwo\n").run("publish", "orders", "--guarantee", guarantee);

    assertThat(published.exitCode()).isZero();
    assertThat(published.out()).contains("published 2 messages to orders (" + guarantee);
    assertThat(consume().out()).isEqualTo("one\ntwo\n");
  }

  @Test
  void theResultOfAPublishIsJsonWhereAskedFor() {
    Ended published = typing("one\ntwo\n").run("publish", "orders", "--json");

    JsonNode result = json(published.out());
    assertThat(result.get("published").asLong()).isEqualTo(2);
    assertThat(result.get("failed").asLong()).isZero();
    assertThat(result.get("perPartition").get("0").asLong()).isEqualTo(2);
  }

  @Test
  void nothingTypedIsNothingPublished() {
    assertThat(typing("").run("publish", "orders").out()).contains("published 0 messages");
  }

  @Test
  void keysAreCutOffAndPutBack() {
    typing("u1:a:b\nu2:c\n").run("publish", "orders", "--key-separator", ":");

    Ended consumed = run("consume", "orders", "--group", "g", "--key-separator", "=");

    assertThat(consumed.out()).isEqualTo("u1=a:b\nu2=c\n");
  }

  @Test
  void aLineWithoutItsKeySeparatorIsNamed() {
    Ended published = typing("u1:a\nu2 b\nu3:c\n").run("publish", "orders", "--key-separator", ":");

    assertThat(published.exitCode()).isEqualTo(1);
    assertThat(published.err().lines()).hasSize(1);
    assertThat(published.err()).contains("line 2", "no key separator ':'", "1 were acknowledged");
    assertThat(consume().out()).isEqualTo("a\n");
  }

  @Test
  void anOversizedLineIsNamed() {
    run("topics", "create", "small", "--max-message-bytes", "1000");

    Ended published = typing("a\n" + "x".repeat(100_000) + "\n").run("publish", "small");

    assertThat(published.exitCode()).isEqualTo(4);
    assertThat(published.err().lines()).hasSize(1);
    assertThat(published.err()).contains("line 2 was not published");
  }

  @Test
  void anUnknownTopicIsAnsweredWithTheTopicsThereAre() {
    Ended published = typing("a\n").run("publish", "oders");
    Ended consumed = run("consume", "oders", "--group", "g");

    for (Ended ended : new Ended[] {published, consumed}) {
      assertThat(ended.exitCode()).isEqualTo(4);
      assertThat(ended.err().lines()).hasSize(1);
      assertThat(ended.err()).contains("no topic 'oders'", "there are: orders", "topics create");
    }
  }

  @Test
  void aGroupGoesOnWhereItWas() {
    typing("one\n").run("publish", "orders");
    assertThat(consume().out()).isEqualTo("one\n");
    typing("two\n").run("publish", "orders");

    assertThat(consume().out()).isEqualTo("two\n");
    assertThat(consume().out()).isEmpty();
  }

  @Test
  void aPositionPassesOnlyWhatWasPrinted() {
    typing("one\ntwo\nthree\n").run("publish", "orders");

    Ended first = run("consume", "orders", "--group", "g", "--max", "2");

    assertThat(first.out()).isEqualTo("one\ntwo\n");
    assertThat(consume().out()).isEqualTo("three\n");
  }

  @Test
  void consumingMayBeginAtAnyPlace() {
    typing("one\ntwo\nthree\n").run("publish", "orders");
    consume();

    assertThat(run("consume", "orders", "--group", "g", "--from", "1").out())
        .isEqualTo("two\nthree\n");
    assertThat(run("consume", "orders", "--group", "g", "--from", "earliest").lines()).hasSize(3);
    assertThat(run("consume", "orders", "--group", "g", "--from", "latest").out()).isEmpty();
    assertThat(run("consume", "orders", "--group", "g", "--from", "2020-01-01T00:00:00Z").lines())
        .hasSize(3);
  }

  @Test
  void withoutAGroupEverythingIsReadAndNoPositionKept() {
    typing("one\n").run("publish", "orders");

    assertThat(run("consume", "orders").out()).isEqualTo("one\n");
    assertThat(run("consume", "orders").out()).isEqualTo("one\n");
    assertThat(run("groups", "list", "--json").out()).isEmpty();
  }

  @Test
  void atMostOnceIsPrintedOnce() {
    typing("one\ntwo\n").run("publish", "orders");
    String[] command = {"consume", "orders", "--group", "g", "--guarantee", "at-most-once"};

    assertThat(run(command).out()).isEqualTo("one\ntwo\n");
    assertThat(run(command).out()).isEmpty();
  }

  @Test
  void atMostOnceWithALimitSaysWhatWillNotComeAgain() {
    typing("1\n2\n3\n4\n5\n6\n").run("publish", "orders");
    String[] command = {"consume", "orders", "--group", "g", "--guarantee", "at-most-once"};
    List<String> limited = new ArrayList<>(List.of(command));
    limited.addAll(List.of("--max", "2"));

    Ended first = run(limited.toArray(String[]::new));
    List<String> rest = run(command).lines();

    assertThat(first.out()).isEqualTo("1\n2\n");
    Matcher notice = Pattern.compile("(?m)^([0-9,]+) more had come").matcher(first.err());
    int passedOver = notice.find() ? Integer.parseInt(notice.group(1)) : 0;
    assertThat(rest).isEqualTo(List.of("3", "4", "5", "6").subList(passedOver, 4));
  }

  @Test
  void whereAndHowMayStandBeforeTheCommand() {
    Ended ended = new Shell().run("--to", url, "--json", "topics", "list");

    assertThat(json(ended.out()).get("topic").asString()).isEqualTo("orders");
  }

  @Test
  void messagesAsJsonSayWhereTheyCameFrom() {
    typing(new byte[] {'k', ':', (byte) 0xff, '\n'})
        .run("publish", "orders", "--key-separator", ":");

    JsonNode message = json(run("consume", "orders", "--group", "g", "--json").out());

    assertThat(message.get("topic").asString()).isEqualTo("orders");
    assertThat(message.get("offset").asLong()).isZero();
    assertThat(message.get("key").asString()).isEqualTo("k");
    assertThat(message.get("valueBase64").asString()).isEqualTo("/w==");
  }

  @Test
  void aReaderThatGoesAwayEndsItQuietlyAndNothingIsPassedOver() {
    String lines =
        LongStream.range(0, 5_000).mapToObj(Long::toString).collect(Collectors.joining("\n"));
    typing(lines).run("publish", "orders");

    Ended ended = shell().runInto(new ClosedPipe(), "consume", "orders", "--group", "g");

    assertThat(ended.exitCode()).isEqualTo(141);
    assertThat(ended.err()).isEmpty();
    assertThat(consume().lines()).hasSize(5_000);
  }

  @Test
  void manyLinesComeBackInOrder() {
    String lines =
        LongStream.range(0, 50_000).mapToObj(Long::toString).collect(Collectors.joining("\n"));
    typing(lines).run("publish", "orders");

    assertThat(consume().out()).isEqualTo(lines + "\n");
  }

  @Test
  void theExplainedEngineIsTheRealOne() {
    try (Waybill waybill = Waybill.open(url)) {
      assertThat(waybill.capabilities()).isEqualTo(Engines.EMBEDDED);
    }
  }

  @Test
  void theUrlComesFromTheEnvironmentUnlessGiven() {
    Ended ended = new Shell().with("WAYBILL_URL", url).run("topics", "list", "--json");

    assertThat(json(ended.out()).get("topic").asString()).isEqualTo("orders");
  }

  @Test
  void lookingMakesNoDataDirectory() {
    Path missing = directory.resolve("missing");

    Ended ended = new Shell().run("topics", "list", "--to", "embedded:" + missing);

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.err()).contains("there is no such directory");
    assertThat(missing).doesNotExist();
  }

  @Test
  void whatCannotBeOpenedIsNamedWithTheReason() throws IOException {
    Path other = Files.createDirectories(directory.resolve("photos"));
    Files.writeString(other.resolve("cat.jpg"), "x");

    Ended noData = new Shell().run("topics", "list", "--to", "embedded:" + other);
    Ended noScheme = new Shell().run("topics", "list", "--to", "rabbit:somewhere");
    Ended noUrl = new Shell().run("topics", "list", "--to", "somewhere");

    for (Ended ended : new Ended[] {noData, noScheme, noUrl}) {
      assertThat(ended.exitCode()).isEqualTo(3);
      assertThat(ended.err()).startsWith("waybill: cannot open ");
      assertThat(ended.err().lines()).hasSize(1);
    }
    assertThat(noScheme.err()).contains("unknown scheme 'rabbit'", "embedded");
  }

  @Test
  void aDirectoryInUseNamesWhoUsesIt() {
    try (Waybill waybill = Waybill.open(url)) {
      Ended ended = run("topics", "list");

      assertThat(waybill.topics().list()).isNotEmpty();
      assertThat(ended.exitCode()).isEqualTo(3);
      assertThat(ended.err()).contains(Long.toString(ProcessHandle.current().pid()));
    }
  }

  private Ended consume() {
    return run("consume", "orders", "--group", "g");
  }

  private Ended run(String... arguments) {
    return shell().run(arguments);
  }

  private Shell typing(String text) {
    return shell().typing(text);
  }

  private Shell typing(byte[] bytes) {
    return shell().typing(bytes);
  }

  private Shell shell() {
    return new Shell().with("WAYBILL_URL", url);
  }

  private static JsonNode json(String text) {
    return JsonMapper.builder().build().readTree(text);
  }

  /** What a shell leaves behind when {@code head} has seen enough. */
  private static final class ClosedPipe extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new IOException("Broken pipe");
    }
  }
}
