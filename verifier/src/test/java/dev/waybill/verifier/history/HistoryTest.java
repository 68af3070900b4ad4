package dev.waybill.verifier.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.Guarantee;
import dev.waybill.verifier.history.Promises.GroupPromise;
import dev.waybill.verifier.history.Promises.Order;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final Promises PROMISES =
      new Promises(
          "run \"7\"",
          "./waybill verify --seed 7",
          Map.of("p", Guarantee.EXACTLY_ONCE),
          Map.of(
              "g", new GroupPromise(Guarantee.AT_LEAST_ONCE, true, false),
              "lanes", new GroupPromise(Guarantee.EXACTLY_ONCE, false, true, Order.KEY)),
          60_000,
          5,
          1_000,
          Set.of("kill"),
          Set.of("settings"));

  /** One of each kind. */
  private static final List<Event> EVENTS =
      List.of(
          new Event.PublishInvoked("p", 0, "t", -1, "schlüssel \"1\"\n", 0, -1),
          new Event.Published("p", 0, "t", 2, Long.MAX_VALUE),
          new Event.PublishFailed("p", 1, "rejected"),
          new Event.PublishUnknown("p", 2, ""),
          new Event.TransactionBegun("p", 7, "tx"),
          new Event.TransactionEndInvoked("p", 7, true),
          new Event.TransactionEnded("p", 7, false, Outcome.UNKNOWN),
          new Event.EpochGranted("p", "tx", 3),
          new Event.EpochUseInvoked("p", "tx", 2, 9, "commit"),
          new Event.EpochUsed("p", "tx", 9, Outcome.NOT_DONE),
          new Event.Assigned("c", "g", "t", 2, 5),
          new Event.Revoked("c", "g", "t", 2),
          new Event.Sought("c", "g", "t", 2, 5),
          new Event.Delivered("c", "g", "t", 2, 5, Event.NO_MESSAGE, Integrity.FOREIGN),
          new Event.Acknowledged("c", "g", "t", 2, 5),
          new Event.GivenBack("c", "g", "t", 2, 5),
          new Event.CommitInvoked("c", "g", "t", 2, 6, 7),
          new Event.CommitEnded("c", "g", "t", 2, 6, 7, Outcome.DONE),
          new Event.PositionAsked("c", "g", "t", 2),
          new Event.PositionRead("c", "g", "t", 2, 6),
          new Event.Leased("c", "g", "t", 2, 5, 1, 30_000),
          new Event.LeaseSettled("c", "g", "t", 2, 5, 1, Outcome.DONE),
          new Event.EffectCounted("db", "g", 0, 2),
          new Event.RowCommitted("app", 0, "t", "k", 1),
          new Event.Read("fresh", "t", 2, 5, 0, Integrity.DAMAGED),
          new Event.ReadToEnd("fresh", "t", 2, 0, 6),
          new Event.StableOffset("o", "t", 2, 5, 6),
          new Event.DurableAtWorst("disk", "t", 2, 6),
          new Event.Crashed("p", "kill -9"),
          new Event.Restarted("p"),
          new Event.FaultInjected("injector", "kill", "p"));

  private static byte[] written() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long[] millis = {0};
    try (HistoryWriter writer = new HistoryWriter(out, PROMISES, () -> millis[0]++)) {
      EVENTS.forEach(writer::add);
    }
    return out.toByteArray();
  }

  private static List<Recorded> read(byte[] bytes) throws IOException {
    List<Recorded> all = new ArrayList<>();
    try (HistoryReader reader = new HistoryReader(new ByteArrayInputStream(bytes))) {
      reader.forEachRemaining(all::add);
    }
    return all;
  }

  private static byte[] changed(String from, String to) throws IOException {
    String text = new String(written(), UTF_8);
    assertThat(text).contains(from);
    return text.replace(from, to).getBytes(UTF_8);
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    try (HistoryReader reader = new HistoryReader(new ByteArrayInputStream(written()))) {
      assertThat(reader.promises()).isEqualTo(PROMISES);
      for (int i = 0; i < EVENTS.size(); i++) {
        assertThat(reader.next()).isEqualTo(new Recorded(i, i, EVENTS.get(i)));
      }
      assertThat(reader.next()).isNull();
      assertThat(reader.cut()).isFalse();
    }
    assertThat(EVENTS)
        .extracting(Event::getClass)
        .doesNotHaveDuplicates()
        .hasSize(Event.class.getPermittedSubclasses().length);
  }

  @Test
  void aLineIsOneJsonObject() throws IOException {
    assertThat(new String(written(), UTF_8).split("\n")[3])
        .isEqualTo(
            "{\"n\":2,\"ms\":2,\"event\":\"PublishFailed\",\"process\":\"p\",\"message\":1,"
                + "\"reason\":\"rejected\"}");
  }

  @Test
  void aHistoryThatIsCutAnywhereInItsLastLineIsReadUpToThere() throws IOException {
    byte[] whole = written();
    int lastLine = new String(whole, UTF_8).lastIndexOf("{\"n\"");
    int bytesBefore = new String(whole, UTF_8).substring(0, lastLine).getBytes(UTF_8).length;

    for (int length = bytesBefore + 1; length < whole.length - 1; length++) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      try (HistoryReader reader = new HistoryReader(new ByteArrayInputStream(cut))) {
        List<Recorded> all = new ArrayList<>();
        reader.forEachRemaining(all::add);

        assertThat(all).hasSize(EVENTS.size() - 1);
        assertThat(reader.cut()).as("cut after %d bytes", length).isTrue();
      }
    }
    assertThat(read(java.util.Arrays.copyOf(whole, whole.length - 1))).hasSize(EVENTS.size());
  }

  @Test
  void aLineThatIsCutInTheMiddleIsAnError() throws IOException {
    byte[] bytes = changed("\"reason\":\"rejected\"}", "\"reas");

    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(DamagedHistory.class)
        .hasMessageStartingWith("line 4 of the history: expected an event, found that ");
  }

  @Test
  void aMissingLineIsAnError() throws IOException {
    byte[] bytes =
        changed(
            "{\"n\":2,\"ms\":2,\"event\":\"PublishFailed\",\"process\":\"p\",\"message\":1,"
                + "\"reason\":\"rejected\"}\n",
            "");

    assertThatThrownBy(() -> read(bytes))
        .hasMessage(
            "line 4 of the history: expected event number 2, found 3; a history with a damaged line"
                + " proves nothing: record it again");
  }

  @Test
  void aFieldThatIsNotAsItWasWrittenIsAnError() throws IOException {
    assertThatThrownBy(() -> read(changed("\"message\":1,", "\"message\":\"1\",")))
        .hasMessageContaining(
            "line 4 of the history: expected an event, found that message is no number");
    assertThatThrownBy(() -> read(changed("\"message\":1,", "")))
        .hasMessageContaining(
            "line 4 of the history: expected an event, found that PublishFailed has no message");
    assertThatThrownBy(
            () -> read(changed("\"reason\":\"rejected\"}", "\"reason\":\"rejected\",\"x\":1}")))
        .hasMessageContaining("PublishFailed has more than its fields");
    assertThatThrownBy(() -> read(changed("\"PublishFailed\"", "\"PublishForgotten\"")))
        .hasMessageContaining("expected a kind of event, found PublishForgotten");
    assertThatThrownBy(() -> read(changed("\"FOREIGN\"", "\"STRANGE\"")))
        .hasMessageContaining(
            "expected integrity to be one of [WHOLE, MISPLACED, DAMAGED, FOREIGN]");
  }

  @Test
  void withoutPromisesThereIsNoHistory() {
    assertThatThrownBy(() -> read(new byte[0]))
        .isInstanceOf(DamagedHistory.class)
        .hasMessageContaining("line 1 of the history: expected the promises");
    assertThatThrownBy(() -> read("{\"run\":".getBytes(UTF_8)))
        .hasMessageContaining("line 1 of the history: expected the promises");
  }

  @Test
  void manyThreadsRecordOneHistory() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int threads = 4;
    int each = 1_000;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (HistoryWriter writer = new HistoryWriter(out, PROMISES, () -> 0)) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        String process = "p" + i;
        done.add(
            pool.submit(
                () -> {
                  for (int message = 0; message < each; message++) {
                    writer.add(new Event.PublishUnknown(process, message, "timed out"));
                  }
                }));
      }
      for (Future<?> one : done) {
        one.get();
      }
      assertThat(writer.size()).isEqualTo(threads * each);
    } finally {
      pool.shutdown();
    }

    assertThat(read(out.toByteArray())).hasSize(threads * each);
  }

  @Test
  void whatWasFlushedOutlivesItsRecorder() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    HistoryWriter writer = new HistoryWriter(out, PROMISES, () -> 0);
    writer.add(EVENTS.get(0));
    writer.flush();
    byte[] found = out.toByteArray();
    writer.close();

    assertThat(read(found)).containsExactly(new Recorded(0, 0, EVENTS.get(0)));
  }
}
