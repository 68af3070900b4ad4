package dev.waybill.verifier.history;

/**
 * One thing that happened, and who did it or saw it. Partitions are numbered from 0; {@link
 * #UNKNOWN_PARTITION} where whoever recorded it did not know. A transaction is a number that is
 * unique in its history, {@link #NO_TRANSACTION} for none.
 */
public sealed interface Event {
  int UNKNOWN_PARTITION = -1;
  long NO_TRANSACTION = -1;

  /** No message could be told from the bytes. */
  long NO_MESSAGE = -1;

  /** A publisher, a member, a broker, a database, or who injects faults. Unique in its history. */
  String process();

  // ---- publishing -----------------------------------------------------------------------------

  /** A message is about to be sent; it may be anywhere from now on. */
  record PublishInvoked(
      String process,
      long message,
      String topic,
      int partition,
      String key,
      long sequence,
      long transaction)
      implements Event {}

  /** Acknowledged, at that offset. */
  record Published(String process, long message, String topic, int partition, long offset)
      implements Event {}

  /** Definitely not stored. */
  record PublishFailed(String process, long message, String reason) implements Event {}

  /** Stored or not: nobody knows. */
  record PublishUnknown(String process, long message, String reason) implements Event {}

  // ---- transactions and epochs ----------------------------------------------------------------

  record TransactionBegun(String process, long transaction, String transactionalId)
      implements Event {}

  /** The decision was asked for; it may fall any time from now on. */
  record TransactionEndInvoked(String process, long transaction, boolean commit) implements Event {}

  record TransactionEnded(String process, long transaction, boolean commit, Outcome outcome)
      implements Event {}

  /**
   * A newer owner was told that it owns the scope: a session of a transactional id, a partition of
   * a group, a lane of an outbox.
   */
  record EpochGranted(String process, String scope, long epoch) implements Event {}

  /** An operation under an epoch was begun. */
  record EpochUseInvoked(String process, String scope, long epoch, long use, String operation)
      implements Event {}

  /** That operation was answered. */
  record EpochUsed(String process, String scope, long use, Outcome outcome) implements Event {}

  // ---- consuming ------------------------------------------------------------------------------

  /** From here on the process gets the partition's messages, the next one at {@code position}. */
  record Assigned(String process, String group, String topic, int partition, long position)
      implements Event {}

  record Revoked(String process, String group, String topic, int partition) implements Event {}

  /** The process's next delivery was moved by hand. */
  record Sought(String process, String group, String topic, int partition, long offset)
      implements Event {}

  record Delivered(
      String process,
      String group,
      String topic,
      int partition,
      long offset,
      long message,
      Integrity integrity)
      implements Event {}

  /** The handler ended well, or the message was acknowledged by hand. */
  record Acknowledged(String process, String group, String topic, int partition, long offset)
      implements Event {}

  /** The handler failed, or gave the message back: it, and what came after it, may come again. */
  record GivenBack(String process, String group, String topic, int partition, long offset)
      implements Event {}

  /** A position is about to be committed, in a transaction perhaps. */
  record CommitInvoked(
      String process, String group, String topic, int partition, long position, long transaction)
      implements Event {}

  /** For a position in a transaction: staged. It counts when the transaction does. */
  record CommitEnded(
      String process,
      String group,
      String topic,
      int partition,
      long position,
      long transaction,
      Outcome outcome)
      implements Event {}

  /**
   * A process asks where the group is: what it is told, in its next {@link Assigned} or {@link
   * PositionRead}, may be older than what others commit from now on.
   */
  record PositionAsked(String process, String group, String topic, int partition)
      implements Event {}

  /** The group's position as a fresh reader found it. */
  record PositionRead(String process, String group, String topic, int partition, long position)
      implements Event {}

  // ---- leases ---------------------------------------------------------------------------------

  /** The message is one consumer's until {@code untilMillis}; attempts count from 1. */
  record Leased(
      String process,
      String group,
      String topic,
      int partition,
      long offset,
      int attempt,
      long untilMillis)
      implements Event {}

  /** An acknowledgement of a lease was answered. */
  record LeaseSettled(
      String process,
      String group,
      String topic,
      int partition,
      long offset,
      int attempt,
      Outcome outcome)
      implements Event {}

  // ---- effects --------------------------------------------------------------------------------

  /**
   * At rest: how often the message's effect is in the group's store. Told of every message once.
   */
  record EffectCounted(String process, String group, long message, long count) implements Event {}

  /** A row of an outbox is committed; per key {@code order} rises in commit order. */
  record RowCommitted(String process, long message, String topic, String key, long order)
      implements Event {}

  // ---- what a fresh reader finds ----------------------------------------------------------------

  /** At rest, reading every partition from its start: a message that committed readers see. */
  record Read(
      String process, String topic, int partition, long offset, long message, Integrity integrity)
      implements Event {}

  /** That reading is over; the partition keeps offsets from {@code start} up to {@code end}. */
  record ReadToEnd(String process, String topic, int partition, long start, long end)
      implements Event {}

  /** What a committed reader may see ends at {@code stable}, what is stored at {@code end}. */
  record StableOffset(String process, String topic, int partition, long stable, long end)
      implements Event {}

  /**
   * Of all disk states that a crash at this instant may legally leave, the worst keeps the
   * partition's messages below {@code end}.
   */
  record DurableAtWorst(String process, String topic, int partition, long end) implements Event {}

  // ---- faults ---------------------------------------------------------------------------------

  /** The process is dead, or stopped past every timeout. */
  record Crashed(String process, String how) implements Event {}

  record Restarted(String process) implements Event {}

  /** A planned fault happened: by that name it is told from one that did not. */
  record FaultInjected(String process, String fault, String target) implements Event {}
}
