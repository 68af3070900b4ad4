package dev.waybill.verifier.process;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.proxy.FaultProxy;
import dev.waybill.verifier.proxy.NetworkFault;
import dev.waybill.verifier.proxy.SeededPlan;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;

/** The server of a run, ours or another's, and the proxy before it. One thread at a time. */
final class Stage implements AutoCloseable {
  private static final String BROKER = "broker";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Optional<BrokerProcess> broker;
  private final Optional<SmallDisk> disk;
  private final InetSocketAddress server;
  private final SeededPlan plan;
  private final FaultProxy proxy;
  private final EventFile events;
  private final Set<NetworkFault> seen = ConcurrentHashMap.newKeySet();

  private Stage(
      Optional<BrokerProcess> broker,
      Optional<SmallDisk> disk,
      InetSocketAddress server,
      SeededPlan plan,
      EventFile events)
      throws IOException {
    this.broker = broker;
    this.disk = disk;
    this.server = server;
    this.plan = plan;
    this.events = events;
    this.proxy =
        FaultProxy.before(
            server,
            plan,
            (fault, struck) -> {
              events.add(new Event.FaultInjected("network", fault.text(), struck.toString()));
              seen.add(fault);
            });
  }

  static Stage set(ProcessOptions options, SeededPlan plan, EventFile events)
      throws IOException, InterruptedException {
    if (options.target() instanceof ProcessOptions.Target.Address address) {
      return new Stage(Optional.empty(), Optional.empty(), address.server(), plan, events);
    }
    Optional<SmallDisk> disk = Optional.empty();
    if (options.faults().contains(ProcessFault.DISK_FULL)) {
      disk = SmallDisk.mount(options.directory().resolve("disk"));
    }
    Path place = disk.map(SmallDisk::directory).orElse(options.directory());
    @Nullable BrokerProcess broker = null;
    try {
      broker =
          BrokerProcess.start(
              Files.createDirectories(place).resolve("data"),
              options.directory().resolve("broker.log"));
      return new Stage(Optional.of(broker), disk, broker.address(), plan, events);
    } catch (IOException | RuntimeException | InterruptedException e) {
      if (broker != null) {
        broker.close();
      }
      disk.ifPresent(SmallDisk::close);
      throw e;
    }
  }

  boolean canFillItsDisk() {
    return disk.isPresent();
  }

  /** Where clients go. */
  String bootstrap() {
    return proxy.bootstrapServers();
  }

  /** Past the proxy. */
  String direct() {
    return server.getHostString() + ":" + server.getPort();
  }

  // ---- the broker -------------------------------------------------------------------------------

  void killBroker() throws IOException, InterruptedException {
    BrokerProcess mortal = broker.orElseThrow();
    mortal.process().kill();
    events.add(new Event.Crashed(BROKER, "SIGKILL"));
    mortal.startAgain();
    events.add(new Event.Restarted(BROKER));
  }

  void killStartingBroker(Duration delay) throws IOException, InterruptedException {
    BrokerProcess mortal = broker.orElseThrow();
    mortal.process().kill();
    events.add(new Event.Crashed(BROKER, "SIGKILL"));
    mortal.dieStarting(delay);
    mortal.startAgain();
    events.add(new Event.Restarted(BROKER));
  }

  void pauseBroker(Duration pause) throws IOException, InterruptedException {
    BrokerProcess mortal = broker.orElseThrow();
    mortal.process().pause();
    events.add(new Event.Crashed(BROKER, "SIGSTOP"));
    Thread.sleep(pause.toMillis());
    events.add(new Event.Restarted(BROKER));
    mortal.process().resume();
  }

  /** Fills its disk for a while, and starts it again should it have stopped over that. */
  void fillDisk(Duration pause) throws IOException, InterruptedException {
    SmallDisk small = disk.orElseThrow();
    BrokerProcess mortal = broker.orElseThrow();
    small.fill();
    Thread.sleep(pause.toMillis());
    small.drain();
    // It may be dead, or about to find out that it is: a new start settles that.
    killBroker();
    if (!mortal.process().isAlive()) {
      throw new IllegalStateException("the broker did not come up again after its disk was full");
    }
  }

  // ---- topics and groups ------------------------------------------------------------------------

  void createTopics(Collection<String> names, int partitions)
      throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      admin
          .createTopics(
              names.stream()
                  .map(name -> new NewTopic(name, Optional.of(partitions), Optional.empty()))
                  .toList())
          .all()
          .get();
    }
  }

  void deleteTopics(Collection<String> names) throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      admin.deleteTopics(names).all().get();
    }
  }

  /** One more for each. */
  void addPartitions(Collection<String> names) throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      Map<String, NewPartitions> more = new HashMap<>();
      for (TopicPartition each : partitions(admin, names)) {
        more.merge(
            each.topic(),
            NewPartitions.increaseTo(2),
            (one, next) -> NewPartitions.increaseTo(one.totalCount() + 1));
      }
      admin.createPartitions(more).all().get();
    }
  }

  /**
   * Waits until no transaction is open that has written to these topics; says where one is if it is
   * late. Those of the dead end when they time out.
   */
  Optional<String> awaitDecided(Collection<String> topics)
      throws ExecutionException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String open = "";
    try (Admin admin = admin()) {
      while (System.nanoTime() < end) {
        open = Lag.openTransaction(admin, partitions(admin, topics));
        if (open.isEmpty()) {
          return Optional.empty();
        }
        Thread.sleep(100);
      }
    }
    return Optional.of("a transaction is open " + PATIENCE + " after the last fault: " + open);
  }

  /**
   * Waits until the group's positions are at the stable ends; says where it stands if it is late.
   */
  Optional<String> awaitCaughtUp(String group, String topic)
      throws ExecutionException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String lag = "";
    try (Admin admin = admin()) {
      while (System.nanoTime() < end) {
        lag = Lag.of(direct(), admin, group, topic);
        if (lag.isEmpty()) {
          return Optional.empty();
        }
        Thread.sleep(100);
      }
    }
    return Optional.of(
        "group " + group + " has not caught up " + PATIENCE + " after the last fault: " + lag);
  }

  private static List<TopicPartition> partitions(Admin admin, Collection<String> names)
      throws ExecutionException, InterruptedException {
    return admin.describeTopics(names).allTopicNames().get().values().stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .map(TopicPartitionInfo::partition)
                    .map(partition -> new TopicPartition(topic.name(), partition)))
        .toList();
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", direct()));
  }

  /** Waits until each of these has happened, or it takes too long: the judge finds that out. */
  void awaitStruck(Set<NetworkFault> faults) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!seen.containsAll(faults) && System.nanoTime() < end) {
      Thread.sleep(100);
    }
  }

  /** From now on nothing is done to connections. */
  void calm() {
    plan.calm();
  }

  @Override
  public void close() {
    proxy.close();
    broker.ifPresent(BrokerProcess::close);
    disk.ifPresent(SmallDisk::close);
  }
}
