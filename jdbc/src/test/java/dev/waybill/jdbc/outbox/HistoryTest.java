package dev.waybill.jdbc.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The checker rejects what it must. */
class HistoryTest {

  private final History history = new History();

  @Test
  void whatWasCommittedAndPublishedInOrderIsWell() {
    history.committed("a:1");
    history.committed("b:1");
    history.committed("a:2");
    history.rolledBack("a:3");

    assertThat(history.anomalies(List.of("b:1", "a:1", "a:2"))).isEmpty();
  }

  @Test
  void everyAnomalyIsNamed() {
    history.committed("a:1");
    history.committed("a:2");
    history.rolledBack("a:3");

    assertThat(history.anomalies(List.of("a:2"))).singleElement().asString().startsWith("lost");
    assertThat(history.anomalies(List.of("a:1", "a:2", "a:1")))
        .singleElement()
        .asString()
        .startsWith("doubled");
    assertThat(history.anomalies(List.of("a:2", "a:1")))
        .singleElement()
        .asString()
        .startsWith("inverted");
    assertThat(history.anomalies(List.of("a:1", "a:2", "a:3")))
        .singleElement()
        .asString()
        .startsWith("phantom");
  }
}
