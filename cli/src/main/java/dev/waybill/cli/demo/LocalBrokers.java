package dev.waybill.cli.demo;

import dev.waybill.cluster.ApacheKafka;
import dev.waybill.cluster.KafkaNode;
import dev.waybill.cluster.Roles;
import dev.waybill.orders.demo.Brokers;
import java.io.IOException;
import java.time.Duration;

/** Three nodes on this machine. */
final class LocalBrokers implements Brokers, AutoCloseable {

  private final ApacheKafka kafka;
  private final Duration shortestStop;
  private final Roles roles;

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
  public void revive() throws IOException, InterruptedException {
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
