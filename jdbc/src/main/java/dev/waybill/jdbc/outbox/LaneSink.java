package dev.waybill.jdbc.outbox;

import dev.waybill.error.WaybillException;
import java.util.List;
import java.util.Optional;

/** Where a lane's rows go. The lane's thread only. */
interface LaneSink extends AutoCloseable {

  /**
   * A row that the engine refused.
   *
   * @param row possibly the culprit; the whole batch may have been refused because of another
   */
  record Refusal(OutboxRow row, WaybillException why) {}

  /**
   * What became of a batch.
   *
   * @param done durable; to be removed from the table
   * @param refusal a row that was refused, if one was
   * @param failure why others are not done, or not known to be, if so
   */
  record Published(
      List<OutboxRow> done, Optional<Refusal> refusal, Optional<WaybillException> failure) {
    public Published {
      done = List.copyOf(done);
    }
  }

  /**
   * Takes the lane over from whoever had it, or from its own past, and finds out what the last
   * batch was. Before the first batch, and after any failure of {@link #publish}.
   *
   * @return rows that are published for certain and may still lie in the table
   */
  List<RowId> settle();

  /**
   * Publishes rows in their order.
   *
   * @throws WaybillException it is not known for all rows what became of them, or none was
   *     published: {@link #settle} before the next
   */
  Published publish(List<OutboxRow> rows);

  boolean topicExists(String topic);

  @Override
  void close();
}
