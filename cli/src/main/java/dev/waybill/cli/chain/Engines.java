package dev.waybill.cli.chain;

import dev.waybill.engine.Capabilities;
import dev.waybill.engine.Capability;
import java.util.EnumSet;
import java.util.List;

/** What engines can do, as data, for explaining without opening one. */
public final class Engines {

  /** One process, one disk. A test holds this equal to what the engine itself says. */
  public static final Capabilities EMBEDDED =
      new Capabilities(
          "embedded",
          EnumSet.complementOf(EnumSet.of(Capability.PUBLISH_REPLICATED)),
          List.of(
              "The disk keeps what fsync returned for, power failures included.",
              "The data directory is on a local file system and opened by one process at a time.",
              "There is one copy of the data: what the disk loses is lost."));

  /**
   * An Apache Kafka cluster of 4.0 or later; of an older one the engine says besides what it lacks.
   * A test holds this equal to what the engine itself says.
   */
  public static final Capabilities KAFKA =
      new Capabilities(
          "kafka",
          EnumSet.complementOf(EnumSet.of(Capability.PUBLISH_SYNCED)),
          List.of(
              "acks=all waits for the in-sync replicas' memory, not for their disks: all of them"
                  + " losing power at once loses acknowledged messages",
              "replication.factor ≥ 3 and min.insync.replicas ≥ 2: with fewer, one failure is"
                  + " enough to lose acknowledged messages",
              "unclean.leader.election.enable=false, the default: otherwise an out-of-sync replica"
                  + " may become leader and drop messages",
              "producer state is forgotten after producer.id.expiration.ms (1 day by default): what"
                  + " a publisher that slept for longer sends again is not recognised"));

  private Engines() {}
}
