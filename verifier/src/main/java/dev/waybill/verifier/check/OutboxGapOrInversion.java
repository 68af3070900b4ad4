package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Recorded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A row of an outbox was committed and its message was never published, or two rows of one key are
 * published in another order than they were committed.
 *
 * <p>Legal: a row may be published more than once, where the relay promises at least once; its
 * first record counts. Rows of different keys have no order. Nothing is said of a topic of which
 * some partition was not read to its end, or whose log lost its beginning. A message that the relay
 * was told is stored, and that is gone, is {@link Absence}'s.
 */
final class OutboxGapOrInversion extends Inspection {
  private record Row(long message, long order, long event) {}

  private final Map<String, Map<String, List<Row>>> rows = new HashMap<>();

  OutboxGapOrInversion(Ledger ledger, Findings findings) {
    super(AnomalyKind.OUTBOX_GAP_OR_INVERSION, ledger, findings);
  }

  @Override
  void look(Recorded recorded, Event event) {
    if (event instanceof Event.RowCommitted row) {
      rows.computeIfAbsent(row.topic(), absent -> new HashMap<>())
          .computeIfAbsent(row.key(), absent -> new ArrayList<>(2))
          .add(new Row(row.message(), row.order(), recorded.number()));
    }
  }

  @Override
  public void finish() {
    rows.forEach(
        (topic, keys) -> {
          List<Place> places = ledger.places(topic);
          boolean known =
              !places.isEmpty()
                  && places.stream().allMatch(place -> place.drained && place.start == 0);
          if (known) {
            keys.forEach((key, ofKey) -> check(topic, key, ofKey));
          }
        });
  }

  private void check(String topic, String key, List<Row> ofKey) {
    ofKey.sort(Comparator.comparingLong(Row::order));
    Row last = null;
    for (Row row : ofKey) {
      if (!messages.is(row.message(), Messages.READ)) {
        missing(topic, row);
        continue;
      }
      if (last != null
          && ledger.home(last.message()) == ledger.home(row.message())
          && messages.seen(last.message()) > messages.seen(row.message())) {
        report(
            row.message(),
            "expected key %s of %s in the order of its commits, message %d before message %d, found them at offsets %d and %d"
                .formatted(
                    key,
                    topic,
                    last.message(),
                    row.message(),
                    messages.seen(last.message()),
                    messages.seen(row.message())),
            last.event(),
            row.event(),
            messages.readAt(last.message()),
            messages.readAt(row.message()));
      }
      last = row;
    }
  }

  private void missing(String topic, Row row) {
    long message = row.message();
    boolean thereAfterAFashion =
        messages.is(
            message, Messages.ACKED | Messages.ELSEWHERE | Messages.DAMAGED | Messages.CONTESTED);
    if (!thereAfterAFashion && !Absence.superseded(ledger, message)) {
      report(
          message,
          "expected message %d in %s, as its row was committed, found it was never published"
              .formatted(message, topic),
          row.event(),
          messages.answeredAt(message));
    }
  }
}
