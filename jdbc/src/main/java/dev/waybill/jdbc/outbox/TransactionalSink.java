package dev.waybill.jdbc.outbox;

import dev.waybill.Receipt;
import dev.waybill.Transaction;
import dev.waybill.Transactions;
import dev.waybill.Waybill;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes each batch, and the record that names its rows, in one transaction of the engine.
 *
 * <pre>
 *   settle:   open the lane's transactional id ── fences the last owner, ends what it left open
 *             └─ read the last progress record ── its rows are published; others of the lane are not
 *   publish:  begin ── rows ── progress record ── commit
 * </pre>
 *
 * <p>Invariant: a batch is begun only when the rows of the one before are removed from the table,
 * so the last record alone tells published rows from others.
 */
final class TransactionalSink implements LaneSink {

  private final Waybill waybill;
  private final ProgressTopic progress;
  private final String transactionalId;
  private final RelayTopics topics = new RelayTopics();
  private @Nullable Transactions session;

  TransactionalSink(Waybill waybill, String laneName) {
    this.waybill = waybill;
    this.progress = new ProgressTopic(waybill, laneName);
    this.transactionalId = laneName;
  }

  @Override
  public List<RowId> settle() {
    closeSession();
    progress.create();
    session = waybill.transactions(transactionalId);
    return progress.last().map(Progress::decode).orElse(List.of());
  }

  @Override
  public Published publish(List<OutboxRow> rows) {
    Transactions open = session;
    if (open == null) {
      throw new IllegalStateException("a lane published before it was settled");
    }
    List<CompletableFuture<Receipt>> receipts = new ArrayList<>(rows.size());
    try (Transaction transaction = open.begin()) {
      for (OutboxRow row : rows) {
        receipts.add(transaction.publish(topics.of(row), row, row.callersHeaders()));
      }
      receipts.add(progress.publish(transaction, Progress.encode(rows)));
      transaction.commit();
    } catch (RejectedException e) {
      return new Published(List.of(), Optional.of(refusal(rows, receipts, e)), Optional.empty());
    }
    return new Published(rows, Optional.empty(), Optional.empty());
  }

  /** The first row that was refused; if none was, it was the transaction. */
  private static Refusal refusal(
      List<OutboxRow> rows, List<CompletableFuture<Receipt>> receipts, RejectedException e) {
    for (int i = 0; i < Math.min(rows.size(), receipts.size()); i++) {
      WaybillException failure = failureOf(receipts.get(i));
      if (failure instanceof RejectedException) {
        return new Refusal(rows.get(i), failure);
      }
    }
    throw e;
  }

  private static @Nullable WaybillException failureOf(CompletableFuture<Receipt> receipt) {
    if (!receipt.isCompletedExceptionally()) {
      return null;
    }
    try {
      receipt.join();
      return null;
    } catch (CompletionException e) {
      return e.getCause() instanceof WaybillException failure ? failure : null;
    }
  }

  @Override
  public boolean topicExists(String topic) {
    return waybill.topics().describe(topic).isPresent();
  }

  @Override
  public void close() {
    closeSession();
  }

  private void closeSession() {
    Transactions open = session;
    session = null;
    if (open != null) {
      open.close();
    }
  }
}
