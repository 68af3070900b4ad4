package dev.waybill.kafka.cluster;

import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.kafka.settings.ClientProperties;
import dev.waybill.kafka.settings.KafkaOptions;
import dev.waybill.kafka.translation.Failures;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** The first words with a cluster, and what it means when they fail. Stateless. */
final class Opening {

  private Opening() {}

  /**
   * A client for requests, which has not connected yet; the caller closes it.
   *
   * @throws RejectedException Kafka's client refuses an address or a property
   */
  static Admin admin(KafkaOptions options, ClientProperties properties) {
    try {
      return Admin.create(properties.admin());
    } catch (KafkaException e) {
      throw new RejectedException(
          "opening kafka://"
              + options.servers()
              + ": "
              + rootMessage(e)
              + "; nothing was opened. Correct the address or the option",
          e);
    }
  }

  /**
   * Waits until some broker has answered.
   *
   * @throws RejectedException refused: credentials, rights
   * @throws RetriableException nobody answered within {@link KafkaOptions#openTimeout}
   */
  static void awaitAnswer(KafkaOptions options, Admin admin) {
    long millis = options.openTimeout().toMillis();
    try {
      var unused =
          admin
              .describeCluster(new DescribeClusterOptions().timeoutMs((int) millis))
              .nodes()
              .toCompletionStage()
              .toCompletableFuture()
              .orTimeout(millis, TimeUnit.MILLISECONDS)
              .join();
    } catch (CompletionException e) {
      throw refusal(options, Failures.root(e));
    }
  }

  private static RuntimeException refusal(KafkaOptions options, Throwable cause) {
    if (cause instanceof AuthenticationException
        || cause instanceof AuthorizationException
        || cause instanceof UnsupportedVersionException) {
      return Failures.ofQuestion("opening kafka://" + options.servers(), cause);
    }
    String found =
        cause instanceof TimeoutException
            ? "none"
            : cause.getClass().getSimpleName() + " (" + cause.getMessage() + ")";
    return new RetriableException(
        "opening kafka://"
            + options.servers()
            + ": expected an answer of a broker within "
            + options.openTimeout()
            + ", found "
            + found
            + "; tried "
            + options.servers()
            + "; nothing was opened. Check that the brokers run, that this machine reaches them,"
            + " and that security.protocol is theirs; or raise openTimeout",
        cause);
  }

  private static String rootMessage(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getClass().getSimpleName() + " (" + cause.getMessage() + ")";
  }
}
