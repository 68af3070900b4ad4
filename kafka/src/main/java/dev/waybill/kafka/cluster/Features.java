package dev.waybill.kafka.cluster;

import dev.waybill.error.UnsupportedException;
import dev.waybill.kafka.settings.GroupProtocol;
import dev.waybill.kafka.settings.KafkaOptions;
import dev.waybill.kafka.translation.Failures;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeFeaturesOptions;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** What the brokers of a cluster have agreed that it can do. */
record Features(Map<String, FinalizedVersionRange> finalized) {

  /** Version 1 and later: the cluster assigns partitions (KIP-848). */
  private static final String GROUP_FEATURE = "group.version";

  /** Version 2 and later: every end of a transaction gives a new epoch (KIP-890). */
  private static final String TRANSACTION_FEATURE = "transaction.version";

  /**
   * Asks the cluster. An old one has no features: what is not there is 0.
   *
   * @throws dev.waybill.error.WaybillException what the question failed with
   */
  static Features ask(KafkaOptions options, Admin admin) {
    try {
      return new Features(
          admin
              .describeFeatures(
                  new DescribeFeaturesOptions().timeoutMs((int) options.openTimeout().toMillis()))
              .featureMetadata()
              .toCompletionStage()
              .toCompletableFuture()
              .join()
              .finalizedFeatures());
    } catch (CompletionException e) {
      if (Failures.root(e) instanceof UnsupportedVersionException) {
        return new Features(Map.of());
      }
      throw Failures.ofQuestion(
          "opening kafka://" + options.servers() + ": asking for the cluster's features", e);
    }
  }

  /**
   * Which protocol groups speak: the declared one, else the newest that the cluster has.
   *
   * @throws UnsupportedException the cluster has not the declared one
   */
  GroupProtocol groupProtocol(KafkaOptions options) {
    boolean newer = level(GROUP_FEATURE) >= 1;
    if (options.groupProtocol().isEmpty()) {
      return newer ? GroupProtocol.CONSUMER : GroupProtocol.CLASSIC;
    }
    if (options.groupProtocol().get() == GroupProtocol.CONSUMER && !newer) {
      throw new UnsupportedException(
          "opening kafka://"
              + options.servers()
              + ": groupProtocol=consumer expects a cluster with "
              + GROUP_FEATURE
              + " 1 or later (KIP-848, Apache Kafka 4.0), found one without; nothing was opened."
              + " Say groupProtocol=auto or classic, or upgrade the cluster");
    }
    return options.groupProtocol().get();
  }

  /** As {@link Cluster#epochPerTransaction}. */
  boolean epochPerTransaction() {
    return level(TRANSACTION_FEATURE) >= 2;
  }

  private int level(String name) {
    FinalizedVersionRange range = finalized.get(name);
    return range == null ? 0 : range.maxVersionLevel();
  }
}
