package dev.waybill.jdbc.outbox;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Receipt;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.engine.Capability;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes where the engine has no transactions: every row is awaited, and then removed. A crash
 * in between publishes rows again, with the ids they had.
 *
 * <p>Invariant: a row behind a failed one of its key does not count as published, though it may
 * have been: it is published again, behind the other, so that the last copies are in order.
 */
final class PublisherSink implements LaneSink {

  private final Waybill waybill;
  private final Guarantee guarantee;
  private final RelayTopics topics = new RelayTopics();
  private final Map<Topic<OutboxRow>, Publisher<OutboxRow>> publishers = new HashMap<>();

  /** Their removal may have failed. Only this process knows, and may die with it. */
  private List<RowId> lastDone = List.of();

  PublisherSink(Waybill waybill) {
    this.waybill = waybill;
    this.guarantee =
        waybill.capabilities().can(Capability.IDEMPOTENT_PUBLISH)
            ? Guarantee.EXACTLY_ONCE
            : Guarantee.AT_LEAST_ONCE;
  }

  @Override
  public List<RowId> settle() {
    close();
    return lastDone;
  }

  @Override
  public Published publish(List<OutboxRow> rows) {
    List<CompletableFuture<Receipt>> receipts = new ArrayList<>(rows.size());
    for (OutboxRow row : rows) {
      receipts.add(publish(row));
    }
    List<OutboxRow> done = new ArrayList<>(rows.size());
    Set<Long> failedKeys = new HashSet<>();
    @Nullable Refusal refusal = null;
    @Nullable WaybillException failure = null;
    for (int i = 0; i < rows.size(); i++) {
      OutboxRow row = rows.get(i);
      WaybillException why = failureOf(receipts.get(i));
      if (why != null) {
        failedKeys.add(row.keyHash());
        if (why instanceof RejectedException && refusal == null) {
          refusal = new Refusal(row, why);
        } else if (failure == null) {
          failure = why;
        }
      } else if (!failedKeys.contains(row.keyHash())) {
        done.add(row);
      }
    }
    lastDone = done.stream().map(OutboxRow::rowId).toList();
    return new Published(done, Optional.ofNullable(refusal), Optional.ofNullable(failure));
  }

  private CompletableFuture<Receipt> publish(OutboxRow row) {
    try {
      return publishers
          .computeIfAbsent(topics.of(row), topic -> waybill.publisher(topic, guarantee))
          .publish(row, row.callersHeaders());
    } catch (WaybillException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Waits: a publisher answers everything within its delivery timeout. */
  private static @Nullable WaybillException failureOf(CompletableFuture<Receipt> receipt) {
    try {
      receipt.join();
      return null;
    } catch (CompletionException e) {
      if (e.getCause() instanceof WaybillException failure) {
        return failure;
      }
      throw e;
    }
  }

  @Override
  public boolean topicExists(String topic) {
    return waybill.topics().describe(topic).isPresent();
  }

  @Override
  public void close() {
    publishers.values().forEach(Publisher::close);
    publishers.clear();
  }
}
