package dev.waybill.broker.error;

/**
 * Why the broker refused or failed a request.
 *
 * <p>The names follow the Kafka protocol's where it has one, so that a wire front can map them one
 * to one. {@link #kind()} says what the caller can do about it.
 */
public enum ErrorCode {
  UNKNOWN_TOPIC_OR_PARTITION(Kind.REJECTED),
  TOPIC_ALREADY_EXISTS(Kind.REJECTED),
  INVALID_TOPIC(Kind.REJECTED),
  INVALID_PARTITIONS(Kind.REJECTED),
  INVALID_CONFIG(Kind.REJECTED),
  INVALID_REQUEST(Kind.REJECTED),
  OFFSET_OUT_OF_RANGE(Kind.REJECTED),
  /** The batch handed in is damaged or is no batch; nothing was stored. */
  CORRUPT_MESSAGE(Kind.REJECTED),
  MESSAGE_TOO_LARGE(Kind.REJECTED),
  /** A message's time is further from the broker's than its topic allows; nothing was stored. */
  INVALID_TIMESTAMP(Kind.REJECTED),

  /** A batch before this one is missing; nothing was stored. */
  OUT_OF_ORDER_SEQUENCE(Kind.REJECTED),
  /** The batch repeats one so old that its offsets are forgotten; it was stored back then. */
  DUPLICATE_SEQUENCE(Kind.REJECTED),
  UNKNOWN_PRODUCER_ID(Kind.REJECTED),
  INVALID_TXN_STATE(Kind.REJECTED),
  /** Nothing was done; abort the transaction, then go on in the same session. */
  TRANSACTION_ABORTABLE(Kind.REJECTED),
  /** The transaction before is decided and not yet answered; the next may begin after that. */
  CONCURRENT_TRANSACTIONS(Kind.RETRIABLE),
  /** The transactional id has no such producer id, or nobody has it any more. */
  INVALID_PRODUCER_ID_MAPPING(Kind.FENCED),
  INVALID_TRANSACTION_TIMEOUT(Kind.REJECTED),
  /** A newer session of the same producer exists, or this one's transaction has ended. */
  INVALID_PRODUCER_EPOCH(Kind.FENCED),

  UNKNOWN_MEMBER(Kind.FENCED),
  FENCED_MEMBER_EPOCH(Kind.FENCED),
  STALE_MEMBER_EPOCH(Kind.RETRIABLE),
  /** The member does not hold the partition whose position it wants to move. */
  NOT_OWNER(Kind.FENCED),
  FENCED_INSTANCE_ID(Kind.FENCED),
  UNRELEASED_INSTANCE_ID(Kind.RETRIABLE),
  PENDING_TRANSACTION(Kind.RETRIABLE),
  UNSUPPORTED_ASSIGNOR(Kind.REJECTED),
  GROUP_FULL(Kind.REJECTED),
  UNKNOWN_GROUP(Kind.REJECTED),
  GROUP_NOT_EMPTY(Kind.REJECTED),
  INVALID_GROUP(Kind.REJECTED),
  /** What a position carries is longer than the settings allow; no position was moved. */
  METADATA_TOO_LARGE(Kind.REJECTED),
  /** Not the group's present generation; the member rejoins with its id. */
  ILLEGAL_GENERATION(Kind.FENCED),
  /** A new generation is being made; the member joins it. */
  REBALANCE_IN_PROGRESS(Kind.RETRIABLE),
  /** The group speaks another protocol, or its members share none with the one asking. */
  INCONSISTENT_GROUP_PROTOCOL(Kind.REJECTED),
  INVALID_SESSION_TIMEOUT(Kind.REJECTED),

  /**
   * More is waiting for the disk than is allowed; nothing was stored; try again when there is room.
   */
  BACKPRESSURE(Kind.RETRIABLE),
  /** The disk has less than the reserve left; nothing was stored. */
  DISK_FULL(Kind.RETRIABLE),
  /**
   * The directory cannot be opened: it is in use, foreign, of an unknown format, or the operating
   * system refuses it. No broker was opened, and no message was touched.
   */
  DATA_DIRECTORY(Kind.REJECTED),
  /** Stored messages could not be read just now; the same read may succeed. */
  READ_FAILED(Kind.RETRIABLE),
  /**
   * The partition is damaged below its durable mark: it is readable up to the damage, and no
   * further.
   */
  CORRUPT_LOG(Kind.CORRUPT),
  /**
   * A write or a sync failed. Whether the request is on disk is unknown until the broker is
   * reopened.
   */
  STORAGE_FAILED(Kind.UNKNOWN_OUTCOME),
  /**
   * The broker contradicted itself and stopped; a defect. Whether the request is on disk is
   * unknown.
   */
  BROKER_DEFECT(Kind.UNKNOWN_OUTCOME),
  /** The broker was closed before the request began. */
  BROKER_CLOSED(Kind.REJECTED);

  /** What the caller can do. */
  public enum Kind {
    /** Nothing happened; the same request may succeed later. */
    RETRIABLE,
    /** Nothing happened; somebody newer took this caller's place, so stop. */
    FENCED,
    /** Nothing happened, and repeating the same request will not help. */
    REJECTED,
    /** Stored data cannot be read; an operator has to look. */
    CORRUPT,
    /** It may or may not have happened. */
    UNKNOWN_OUTCOME
  }

  private final Kind kind;

  ErrorCode(Kind kind) {
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** Whether the same request may succeed later, nothing having happened now. */
  public boolean isRetriable() {
    return kind == Kind.RETRIABLE;
  }
}
