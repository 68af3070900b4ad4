package dev.waybill.cli.demo;

import dev.waybill.cluster.ApacheKafka;
import dev.waybill.cluster.KafkaNode;
import dev.waybill.cluster.Roles;
import dev.waybill.orders.demo.Brokers;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Three nodes on this machine. */
final class LocalBrokers implements Brokers, AutoCloseable {

  private final ApacheKafka kafka;
  private final Duration shortestStop;
  private final Roles roles;
  private volatile Optional<Asleep> asleep = Optional.empty();

  /** A node that is stopped, and what it led. */
  private record Asleep(KafkaNode node, String topic, int partition) {}

  LocalBrokers(ApacheKafka kafka, Duration shortestStop) {
    this.kafka = kafka;
    this.shortestStop = shortestStop;
    this.roles = new Roles(kafka.bootstrap());
  }

  @Override
  public String killLeader(String topic, int partition) throws IOException, InterruptedException {
    return kill(roles.leader(topic, partition));
  }

  @Override
  public String killGroupCoordinator(String group) throws IOException, InterruptedException {
    return kill(roles.groupCoordinator(group));
  }

  @Override
  public String killTransactionCoordinator(String session)
      throws IOException, InterruptedException {
    return kill(roles.transactionCoordinator(session));
  }

  private String kill(int id) {
    kafka.node(id).kill();
    return "node " + id;
  }

  @Override
  public String stopLeader(String topic, int partition) throws IOException, InterruptedException {
    int id = roles.leader(topic, partition);
    kafka.node(id).pause();
    asleep = Optional.of(new Asleep(kafka.node(id), topic, partition));
    return "node " + id;
  }

  @Override
  public void revive() throws IOException, InterruptedException {
    if (asleep.isPresent()) {
      Asleep sleeper = asleep.get();
      roles.awaitAnotherLeader(sleeper.topic(), sleeper.partition(), sleeper.node().id());
      sleeper.node().resume();
      asleep = Optional.empty();
    }
    for (KafkaNode node : kafka.nodes()) {
      if (!node.isRunning()) {
        node.start();
      }
    }
    roles.awaitWhole();
  }

  @Override
  public void roll() throws IOException, InterruptedException {
    for (KafkaNode node : kafka.nodes()) {
      node.stop();
      node.start();
      roles.awaitWhole();
    }
  }

  @Override
  public Duration shortestStop() {
    return shortestStop;
  }

  @Override
  public void close() {
    roles.close();
  }
}
