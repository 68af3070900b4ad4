package dev.waybill.verifier.process;

import dev.waybill.verifier.process.ProcessOptions.Target;

/** What is done to processes, by the names that histories and reports use. */
public enum ProcessFault {
  KILL_BROKER("broker killed", true),
  KILL_STARTING_BROKER("broker killed while it recovers", true),
  PAUSE_BROKER("broker stopped past every request's timeout", true),
  DISK_FULL("broker's disk full", true),
  KILL_CONSUMER("consumer killed", false),
  PAUSE_CONSUMER("consumer stopped past its session", false),
  KILL_PUBLISHER("publisher killed", false),
  ZOMBIE_PUBLISHER("publisher goes on after its successor began", false),
  GROUP_STORM("members join and leave", false),
  ADD_PARTITIONS("partitions added while consuming", false);

  private final String text;
  private final boolean needsOwnBroker;

  ProcessFault(String text, boolean needsOwnBroker) {
    this.text = text;
    this.needsOwnBroker = needsOwnBroker;
  }

  /** As it stands in histories. */
  public String text() {
    return text;
  }

  /**
   * Whether there is something to do it to: a server of others is not ours to break, and an
   * embedded pipeline is one process without a network. Whether this machine allows it is another
   * question.
   */
  public boolean canBeDoneTo(Target target) {
    return target instanceof Target.Embedded
        ? this == KILL_BROKER || this == KILL_STARTING_BROKER
        : target instanceof Target.OwnServer || !needsOwnBroker;
  }
}
