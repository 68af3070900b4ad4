package dev.waybill.kafka.translation;

import dev.waybill.error.CorruptException;
import dev.waybill.error.FencedException;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.UnsupportedException;
import dev.waybill.error.WaybillException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.FencedMemberEpochException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupMaxSizeReachedException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.TopicDeletionDisabledException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnstableOffsetCommitException;
import org.apache.kafka.common.errors.UnsupportedAssignorException;
import org.apache.kafka.common.errors.UnsupportedCompressionTypeException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Turns what Kafka's clients throw into the one family an application knows.
 *
 * <p>Kafka's "retriable" says that a request may be sent again, not that nothing was stored: when
 * the client has given up on a change, an earlier attempt of it may have been carried out and its
 * answer lost. So of a change it becomes outcome unknown, and retriable only of a question.
 */
public final class Failures {

  /** A newer owner of the id, or a membership that is over. */
  private static final List<Class<? extends RuntimeException>> FENCED =
      List.of(
          ProducerFencedException.class,
          InvalidProducerEpochException.class,
          InvalidPidMappingException.class,
          CommitFailedException.class,
          FencedInstanceIdException.class,
          FencedMemberEpochException.class,
          StaleMemberEpochException.class,
          IllegalGenerationException.class,
          UnknownMemberIdException.class);

  /** Certainly not done, and the same call may succeed later. */
  private static final List<Class<? extends RuntimeException>> NOT_NOW =
      List.of(
          RebalanceInProgressException.class,
          UnstableOffsetCommitException.class,
          TransactionAbortableException.class,
          TransactionAbortedException.class);

  private static final List<Class<? extends RuntimeException>> NOT_SUPPORTED =
      List.of(
          UnsupportedVersionException.class,
          UnsupportedForMessageFormatException.class,
          UnsupportedCompressionTypeException.class,
          UnsupportedAssignorException.class);

  /** Certainly not done, and wrong as it stands. */
  private static final List<Class<? extends RuntimeException>> WRONG =
      List.of(
          AuthenticationException.class,
          AuthorizationException.class,
          ConfigException.class,
          GroupIdNotFoundException.class,
          GroupMaxSizeReachedException.class,
          GroupNotEmptyException.class,
          GroupSubscribedToTopicException.class,
          InconsistentGroupProtocolException.class,
          InvalidConfigurationException.class,
          InvalidGroupIdException.class,
          InvalidPartitionsException.class,
          InvalidReplicationFactorException.class,
          InvalidRequestException.class,
          InvalidSessionTimeoutException.class,
          InvalidTimestampException.class,
          InvalidTopicException.class,
          InvalidTxnTimeoutException.class,
          OffsetMetadataTooLarge.class,
          PolicyViolationException.class,
          RecordBatchTooLargeException.class,
          RecordTooLargeException.class,
          TopicDeletionDisabledException.class,
          TopicExistsException.class,
          UnknownTopicIdException.class,
          UnknownTopicOrPartitionException.class);

  private Failures() {}

  /**
   * What an application sees of a question that failed.
   *
   * @param attempted what was being done, as the start of a sentence: "describing topic orders"
   */
  public static WaybillException ofQuestion(String attempted, Throwable failure) {
    return of(attempted, failure, false);
  }

  /** What an application sees of a change that failed, or may have failed. */
  public static WaybillException ofChange(String attempted, Throwable failure) {
    return of(attempted, failure, true);
  }

  /**
   * What an application sees of a publish that was on its way and failed. Kafka tells how its last
   * attempt ended; one before it may have been stored, and its answer lost.
   */
  public static WaybillException ofPublish(String attempted, Throwable failure) {
    Throwable cause = root(failure);
    boolean earlierOnesMayHaveWorked =
        cause instanceof org.apache.kafka.common.errors.RetriableException
            || cause instanceof AuthorizationException;
    return earlierOnesMayHaveWorked
        ? unknown(attempted + ": found " + text(cause), cause)
        : ofChange(attempted, failure);
  }

  private static OutcomeUnknownException unknown(String found, Throwable cause) {
    return new OutcomeUnknownException(
        found
            + "; whether it happened is unknown. Read back before repeating it, or repeat it where"
            + " repeating is harmless",
        cause);
  }

  private static WaybillException of(String attempted, Throwable failure, boolean change) {
    Throwable cause = root(failure);
    if (cause instanceof WaybillException known) {
      return known;
    }
    String found = attempted + ": found " + text(cause);
    if (isOneOf(FENCED, cause)) {
      return new FencedException(
          found
              + "; expected to be the owner still, so nothing was done. Somebody newer goes on, or"
              + " the cluster gave this one up as dead: begin anew only if nobody newer is meant to",
          cause);
    }
    if (isOneOf(NOT_NOW, cause)) {
      return new RetriableException(found + "; nothing was done. Try again", cause);
    }
    if (isOneOf(NOT_SUPPORTED, cause)) {
      return new UnsupportedException(
          found
              + "; nothing was done. It takes a newer cluster, or one where that feature is enabled",
          cause);
    }
    if (isOneOf(WRONG, cause)) {
      return new RejectedException(found + "; nothing was done. " + remedy(cause), cause);
    }
    if (cause instanceof CorruptRecordException) {
      return new CorruptException(
          found + "; nothing past it is read. Restore the partition, or seek past it", cause);
    }
    if (change) {
      return unknown(found, cause);
    }
    if (cause instanceof KafkaException && !mayPass(cause)) {
      return new RejectedException(
          found + "; nothing was done. Correct the request, or look into the cluster's log", cause);
    }
    return new RetriableException(
        found + "; nothing was changed. Try again, and look at the cluster if it stays so", cause);
  }

  /** Whether asking again may help. */
  private static boolean mayPass(Throwable cause) {
    return cause instanceof org.apache.kafka.common.errors.RetriableException
        || cause instanceof UnknownServerException
        || cause instanceof InterruptException;
  }

  private static String remedy(Throwable cause) {
    if (cause instanceof AuthenticationException) {
      return "Correct the credentials (security.protocol, sasl.*, ssl.*)";
    }
    if (cause instanceof AuthorizationException) {
      return "Have the principal allowed to do that by the cluster's ACLs, or use another";
    }
    if (cause instanceof GroupNotEmptyException) {
      return "Stop the group's members first";
    }
    if (cause instanceof RecordTooLargeException) {
      return "Keep large objects elsewhere and publish where they are, or raise the topic's"
          + " max.message.bytes";
    }
    if (cause instanceof InconsistentGroupProtocolException) {
      return "The id belongs to a group of another type: choose another";
    }
    if (cause instanceof UnknownTopicOrPartitionException) {
      return "Create the topic first, or correct the name";
    }
    return "Correct the request";
  }

  private static boolean isOneOf(List<Class<? extends RuntimeException>> types, Throwable found) {
    return types.stream().anyMatch(type -> type.isInstance(found));
  }

  /** The failure itself, without the layers that say only where it came through. */
  public static Throwable root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && isWrapping(cause)) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static boolean isWrapping(Throwable failure) {
    return failure instanceof CompletionException
        || failure instanceof ExecutionException
        || (failure.getClass() == KafkaException.class
            && failure.getCause() instanceof RuntimeException inner
            && (inner instanceof ApiException || inner instanceof KafkaException));
  }

  private static String text(Throwable cause) {
    String name = cause.getClass().getSimpleName();
    String message = cause.getMessage();
    return message == null || message.isBlank() ? name : name + " (" + trimmed(message) + ")";
  }

  private static String trimmed(String message) {
    String stripped = message.strip();
    return stripped.endsWith(".") ? stripped.substring(0, stripped.length() - 1) : stripped;
  }
}
