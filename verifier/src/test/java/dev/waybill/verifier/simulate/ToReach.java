package dev.waybill.verifier.simulate;

import java.util.ArrayList;
import java.util.List;

/** What a few thousand seeds must come to: a simulator that no longer does would prove less. */
final class ToReach {
  private static final List<String> FAULTS =
      List.of(
          "answer-lost",
          "broker-stopped",
          "client-killed",
          "client-stopped",
          "clock-jump",
          "connection-cut",
          "disk-full",
          "join-storm",
          "kill",
          "kill-in-recovery",
          "message-delayed",
          "partitions-added",
          "power-loss",
          "power-loss-in-recovery",
          "request-duplicated",
          "request-lost",
          "request-replayed",
          "retention-overtook",
          "slow-disk",
          "sync-failed",
          "zombie-session");

  /** Where a strike fell, whatever it was. */
  private static final List<String> FAILPOINTS =
      List.of(
          "kill before write journal",
          "kill before sync journal",
          "kill before write *.log",
          "kill before sync *.log",
          "kill before sync checkpoint.new",
          "kill before rename *checkpoint",
          "power-loss before write journal",
          "power-loss before sync journal",
          "power-loss before write *.log",
          "power-loss before sync *.log",
          "power-loss before sync checkpoint.new",
          "power-loss before syncdir partition directory",
          "kill-in-recovery before write journal.new",
          "kill-in-recovery before rename journal.new>journal",
          "kill-in-recovery before syncdir topics",
          "power-loss-in-recovery before write journal.new",
          "power-loss-in-recovery before sync journal.new",
          "power-loss-in-recovery before rename journal.new>journal",
          "power-loss-in-recovery before sync *.new",
          "power-loss-in-recovery before syncdir partition directory",
          "power-loss-in-recovery before syncdir topics");

  private static final List<String> STATES =
      List.of(
          "broker:died UP",
          "broker:died RECOVERING",
          "group:EMPTY to RECONCILING",
          "group:EMPTY to STABLE",
          "group:RECONCILING to EMPTY",
          "group:RECONCILING to STABLE",
          "group:STABLE to EMPTY",
          "group:STABLE to RECONCILING",
          "member:STABLE to UNRELEASED",
          "member:STABLE to UNREVOKED",
          "member:UNRELEASED to STABLE",
          "member:UNREVOKED to STABLE",
          "transaction:EMPTY to ONGOING",
          "transaction:ONGOING to COMMITTED",
          "transaction:ONGOING to ABORTED",
          "transaction:COMMITTED to ONGOING",
          "transaction:ABORTED to ONGOING",
          "transaction:COMMITTED to EMPTY",
          "transaction:ABORTED to EMPTY",
          "transaction:FENCED",
          "variant:epochs near their end",
          "variant:producers are forgotten soon");

  private static final List<String> ROUNDS =
      List.of(
          "round:synced",
          "round:written only",
          "round:written is reported",
          "round:decisions",
          "round:notes",
          "round:journal replaced",
          "round:checkpoints",
          "round:retention",
          "round:partitions created",
          "round:partitions deleted");

  /** What recovery found and did: a torn tail, a journal to copy, indexes to rebuild, a purge. */
  private static final List<String> RECOVERIES =
      List.of(
          "recovery:truncate *.log",
          "recovery:truncate *.index",
          "recovery:truncate *.timeindex",
          "recovery:rename *.log",
          "recovery:delete *.log",
          "recovery:delete journal.new",
          "recovery:delete *.new",
          "recovery:create *.log",
          "recovery:rename journal.new>journal",
          "recovery:mkdir topic directory",
          "recovery:mkdir partition directory");

  private static final List<String> ANSWERS =
      List.of(
          "append:OUT_OF_ORDER_SEQUENCE",
          "append:DUPLICATE_SEQUENCE",
          "append:STORAGE_FAILED",
          "append:silence",
          "append-transactional:INVALID_PRODUCER_EPOCH",
          "append-transactional:INVALID_PRODUCER_ID_MAPPING",
          "append-transactional:TRANSACTION_ABORTABLE",
          "commit:INVALID_PRODUCER_EPOCH",
          "commit:TRANSACTION_ABORTABLE",
          "commit:silence",
          "stage-positions:TRANSACTION_ABORTABLE",
          "stage-positions:INVALID_PRODUCER_EPOCH",
          "commit-positions:UNKNOWN_MEMBER",
          "commit-positions:silence",
          "heartbeat:UNKNOWN_MEMBER",
          "heartbeat-classic:REBALANCE_IN_PROGRESS",
          "heartbeat-classic:UNKNOWN_MEMBER",
          "fetch:OFFSET_OUT_OF_RANGE",
          "fetch:BROKER_CLOSED",
          "fetch:silence");

  static final List<String> EVERYTHING = everything();

  private ToReach() {}

  private static List<String> everything() {
    List<String> all = new ArrayList<>();
    FAULTS.forEach(each -> all.add("fault:" + each));
    FAILPOINTS.forEach(each -> all.add("strike:" + each));
    all.addAll(STATES);
    all.addAll(ROUNDS);
    all.addAll(RECOVERIES);
    ANSWERS.forEach(each -> all.add("answer:" + each));
    return List.copyOf(all);
  }
}
