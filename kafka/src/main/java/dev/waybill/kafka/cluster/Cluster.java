package dev.waybill.kafka.cluster;

import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.UnsupportedException;
import dev.waybill.kafka.settings.ClientProperties;
import dev.waybill.kafka.settings.GroupProtocol;
import dev.waybill.kafka.settings.KafkaOptions;
import dev.waybill.kafka.translation.Failures;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeFeaturesOptions;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** A cluster that has answered once. Thread-safe. */
public final class Cluster implements AutoCloseable {

  /** Version 1 and later: the cluster assigns partitions (KIP-848). */
  private static final String GROUP_FEATURE = "group.version";

  /** Version 2 and later: every end of a transaction gives a new epoch (KIP-890). */
  private static final String TRANSACTION_FEATURE = "transaction.version";

  private final KafkaOptions options;
  private final Admin admin;
  private final ClientProperties properties;
  private final GroupProtocol groupProtocol;
  private final boolean epochPerTransaction;
  private final KnownTopics topics;
  private final Offsets offsets;
  private final OwnMembers ownMembers = new OwnMembers();
  private final AtomicBoolean closed = new AtomicBoolean();

  private Cluster(
      KafkaOptions options,
      Admin admin,
      ClientProperties properties,
      GroupProtocol groupProtocol,
      boolean epochPerTransaction) {
    this.options = options;
    this.admin = admin;
    this.properties = properties;
    this.groupProtocol = groupProtocol;
    this.epochPerTransaction = epochPerTransaction;
    this.topics = new KnownTopics(admin);
    this.offsets = new Offsets(admin, options.requestTimeout());
  }

  /**
   * Connects, and waits until some broker has said what the cluster can do.
   *
   * @throws RejectedException refused: credentials, rights, a property of Kafka's clients
   * @throws RetriableException nobody answered within {@link KafkaOptions#openTimeout}
   * @throws UnsupportedException the declared group protocol is none of this cluster's
   */
  public static Cluster connect(KafkaOptions options) {
    ClientProperties properties = new ClientProperties(options);
    Admin admin = admin(options, properties);
    boolean connected = false;
    try {
      awaitAnswer(options, admin);
      Map<String, FinalizedVersionRange> features = features(options, admin);
      GroupProtocol protocol = protocol(options, level(features, GROUP_FEATURE) >= 1);
      boolean epochs = level(features, TRANSACTION_FEATURE) >= 2;
      connected = true;
      return new Cluster(options, admin, properties, protocol, epochs);
    } finally {
      if (!connected) {
        admin.close(Duration.ZERO);
      }
    }
  }

  private static Admin admin(KafkaOptions options, ClientProperties properties) {
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

  private static void awaitAnswer(KafkaOptions options, Admin admin) {
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
    if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
      return Failures.ofQuestion("opening kafka://" + options.servers(), cause);
    }
    if (cause instanceof UnsupportedVersionException) {
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

  /** Old clusters have no features: what is not there is 0. */
  private static Map<String, FinalizedVersionRange> features(KafkaOptions options, Admin admin) {
    try {
      return admin
          .describeFeatures(
              new DescribeFeaturesOptions().timeoutMs((int) options.openTimeout().toMillis()))
          .featureMetadata()
          .toCompletionStage()
          .toCompletableFuture()
          .join()
          .finalizedFeatures();
    } catch (CompletionException e) {
      if (Failures.root(e) instanceof UnsupportedVersionException) {
        return Map.of();
      }
      throw Failures.ofQuestion(
          "opening kafka://" + options.servers() + ": asking for the cluster's features", e);
    }
  }

  private static int level(Map<String, FinalizedVersionRange> features, String name) {
    FinalizedVersionRange range = features.get(name);
    return range == null ? 0 : range.maxVersionLevel();
  }

  private static GroupProtocol protocol(KafkaOptions options, boolean newer) {
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

  private static String rootMessage(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getClass().getSimpleName() + " (" + cause.getMessage() + ")";
  }

  public KafkaOptions options() {
    return options;
  }

  public ClientProperties properties() {
    return properties;
  }

  public GroupProtocol groupProtocol() {
    return groupProtocol;
  }

  /**
   * Whether the end of a transaction gives a new epoch, so that a late request of one transaction
   * cannot end the next (KAFKA-17754).
   */
  public boolean epochPerTransaction() {
    return epochPerTransaction;
  }

  /**
   * For requests.
   *
   * @throws RejectedException the engine is closed
   */
  public Admin admin() {
    requireOpen();
    return admin;
  }

  public KnownTopics topics() {
    return topics;
  }

  public Offsets offsets() {
    return offsets;
  }

  public OwnMembers ownMembers() {
    return ownMembers;
  }

  /** Throws once closed. */
  public void requireOpen() {
    if (closed.get()) {
      throw new RejectedException(
          "the kafka engine is closed: expected an open one; nothing was done. Open the cluster"
              + " again");
    }
  }

  /** From now on nothing is begun; true the first time. */
  public boolean beginClose() {
    return closed.compareAndSet(false, true);
  }

  @Override
  public void close() {
    closed.set(true);
    admin.close(Duration.ofSeconds(5));
  }
}
