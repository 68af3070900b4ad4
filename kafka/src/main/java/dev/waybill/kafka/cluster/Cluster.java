package dev.waybill.kafka.cluster;

import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.UnsupportedException;
import dev.waybill.kafka.settings.ClientProperties;
import dev.waybill.kafka.settings.GroupProtocol;
import dev.waybill.kafka.settings.KafkaOptions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;

/** A cluster that has answered once. Thread-safe. */
public final class Cluster implements AutoCloseable {

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
    Admin admin = Opening.admin(options, properties);
    boolean connected = false;
    try {
      Opening.awaitAnswer(options, admin);
      Features features = Features.ask(options, admin);
      GroupProtocol protocol = features.groupProtocol(options);
      connected = true;
      return new Cluster(options, admin, properties, protocol, features.epochPerTransaction());
    } finally {
      if (!connected) {
        admin.close(Duration.ZERO);
      }
    }
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
