package dev.waybill.server.protocol;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** The broker's refusals in the protocol's words. */
public final class BrokerErrors {
  /** A message may quote what was asked, and a name of 32 KB must still fit into the answer. */
  private static final int MAX_MESSAGE_CHARS = 1_000;

  private BrokerErrors() {}

  /** The protocol's error for whatever a request failed with. */
  public static Errors of(Throwable failure) {
    Throwable cause = unwrap(failure);
    return cause instanceof BrokerException refusal
        ? of(refusal.code())
        : Errors.forException(cause);
  }

  /** The same as an exception that kafka-clients' error responses understand. */
  public static ApiException exception(Throwable failure) {
    Throwable cause = unwrap(failure);
    String message = cause.getMessage();
    if (cause instanceof ApiException already && isShort(message)) {
      return already;
    }
    return of(cause).exception(message == null ? null : cut(message));
  }

  /** Whether it is nothing that the protocol has a word for: a defect, to be logged. */
  public static boolean isUnexpected(Throwable failure) {
    return of(failure) == Errors.UNKNOWN_SERVER_ERROR;
  }

  /** What it says; the error's own text when it says nothing. */
  public static String message(Throwable failure) {
    Throwable cause = unwrap(failure);
    String message = cause.getMessage();
    return message == null ? of(cause).message() : cut(message);
  }

  private static boolean isShort(@Nullable String message) {
    return message == null || message.length() <= MAX_MESSAGE_CHARS;
  }

  private static String cut(String message) {
    return isShort(message) ? message : message.substring(0, MAX_MESSAGE_CHARS) + "…";
  }

  public static Errors of(ErrorCode code) {
    return switch (code) {
      case UNKNOWN_TOPIC_OR_PARTITION -> Errors.UNKNOWN_TOPIC_OR_PARTITION;
      case TOPIC_ALREADY_EXISTS -> Errors.TOPIC_ALREADY_EXISTS;
      case INVALID_TOPIC -> Errors.INVALID_TOPIC_EXCEPTION;
      case INVALID_PARTITIONS -> Errors.INVALID_PARTITIONS;
      case INVALID_CONFIG -> Errors.INVALID_CONFIG;
      case INVALID_REQUEST -> Errors.INVALID_REQUEST;
      case OFFSET_OUT_OF_RANGE -> Errors.OFFSET_OUT_OF_RANGE;
      case CORRUPT_MESSAGE -> Errors.CORRUPT_MESSAGE;
      case MESSAGE_TOO_LARGE -> Errors.MESSAGE_TOO_LARGE;
      case INVALID_TIMESTAMP -> Errors.INVALID_TIMESTAMP;
      case OUT_OF_ORDER_SEQUENCE -> Errors.OUT_OF_ORDER_SEQUENCE_NUMBER;
      case DUPLICATE_SEQUENCE -> Errors.DUPLICATE_SEQUENCE_NUMBER;
      case UNKNOWN_PRODUCER_ID -> Errors.UNKNOWN_PRODUCER_ID;
      case INVALID_TXN_STATE -> Errors.INVALID_TXN_STATE;
      case TRANSACTION_ABORTABLE -> Errors.TRANSACTION_ABORTABLE;
      case CONCURRENT_TRANSACTIONS -> Errors.CONCURRENT_TRANSACTIONS;
      case INVALID_PRODUCER_ID_MAPPING -> Errors.INVALID_PRODUCER_ID_MAPPING;
      case INVALID_TRANSACTION_TIMEOUT -> Errors.INVALID_TRANSACTION_TIMEOUT;
      case INVALID_PRODUCER_EPOCH -> Errors.INVALID_PRODUCER_EPOCH;
      case UNKNOWN_MEMBER -> Errors.UNKNOWN_MEMBER_ID;
      case FENCED_MEMBER_EPOCH -> Errors.FENCED_MEMBER_EPOCH;
      case STALE_MEMBER_EPOCH, NOT_OWNER -> Errors.STALE_MEMBER_EPOCH;
      case FENCED_INSTANCE_ID -> Errors.FENCED_INSTANCE_ID;
      case UNRELEASED_INSTANCE_ID -> Errors.UNRELEASED_INSTANCE_ID;
      case PENDING_TRANSACTION -> Errors.UNSTABLE_OFFSET_COMMIT;
      case UNSUPPORTED_ASSIGNOR -> Errors.UNSUPPORTED_ASSIGNOR;
      case GROUP_FULL -> Errors.GROUP_MAX_SIZE_REACHED;
      case UNKNOWN_GROUP -> Errors.GROUP_ID_NOT_FOUND;
      case GROUP_NOT_EMPTY -> Errors.NON_EMPTY_GROUP;
      case METADATA_TOO_LARGE -> Errors.OFFSET_METADATA_TOO_LARGE;
      case INVALID_GROUP -> Errors.INVALID_GROUP_ID;
      case ILLEGAL_GENERATION -> Errors.ILLEGAL_GENERATION;
      case REBALANCE_IN_PROGRESS -> Errors.REBALANCE_IN_PROGRESS;
      case INCONSISTENT_GROUP_PROTOCOL -> Errors.INCONSISTENT_GROUP_PROTOCOL;
      case INVALID_SESSION_TIMEOUT -> Errors.INVALID_SESSION_TIMEOUT;
      // Nothing was stored, and the same request may be sent again as it is.
      case BACKPRESSURE, DISK_FULL -> Errors.NOT_ENOUGH_REPLICAS;
      case READ_FAILED, CORRUPT_LOG, DATA_DIRECTORY -> Errors.KAFKA_STORAGE_ERROR;
      // Perhaps done, perhaps not: what a client makes of silence.
      case STORAGE_FAILED, BROKER_DEFECT -> Errors.REQUEST_TIMED_OUT;
      case BROKER_CLOSED -> Errors.NOT_LEADER_OR_FOLLOWER;
    };
  }

  private static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
