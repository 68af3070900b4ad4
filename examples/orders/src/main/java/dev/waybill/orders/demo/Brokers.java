package dev.waybill.orders.demo;

import java.io.IOException;

/**
 * Servers of the run's own, each of which may fall. Whoever is struck is named in the answer:
 * {@code node 2}. One thread at a time.
 */
public interface Brokers {

  /** SIGKILL to the one that leads a partition. */
  String killLeader(String topic, int partition) throws IOException, InterruptedException;

  /** SIGKILL to the one that coordinates a group. */
  String killGroupCoordinator(String group) throws IOException, InterruptedException;

  /**
   * SIGKILL to the one that coordinates the transactions of a session.
   *
   * @param session as the application calls it
   */
  String killTransactionCoordinator(String session) throws IOException, InterruptedException;

  /** Starts the dead one again. Returns when nothing is behind: the next one may fall. */
  void revive() throws IOException, InterruptedException;

  /** Stops each in order and starts it again, the next when nothing is behind. */
  void roll() throws IOException, InterruptedException;
}
