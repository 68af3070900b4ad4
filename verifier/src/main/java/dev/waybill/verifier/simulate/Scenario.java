package dev.waybill.verifier.simulate;

import dev.waybill.verifier.simulate.fault.FaultKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What kind of runs a seed is drawn from.
 *
 * @param workMillis how long clients work and faults fall, in simulated milliseconds
 * @param mostFaults planned at most
 * @param kinds of faults
 */
public record Scenario(String name, long workMillis, int mostFaults, Set<FaultKind> kinds) {

  /** Every client and every fault that there is. */
  public static final Scenario EVERYTHING =
      new Scenario("everything", 3_500, 7, EnumSet.allOf(FaultKind.class));

  /** Nothing goes wrong: what is wrong then is wrong with the broker, or with this. */
  public static final Scenario CALM =
      new Scenario("calm", 2_500, 0, EnumSet.noneOf(FaultKind.class));

  /** Only the network is at fault. */
  public static final Scenario NETWORK =
      new Scenario(
          "network",
          3_500,
          6,
          EnumSet.of(
              FaultKind.REQUESTS_LOST,
              FaultKind.ANSWERS_LOST,
              FaultKind.DUPLICATES,
              FaultKind.DELAYS,
              FaultKind.REPLAYS,
              FaultKind.CONNECTION_CUT));

  /** Only the machine is at fault. */
  public static final Scenario DISK =
      new Scenario(
          "disk",
          3_500,
          6,
          EnumSet.of(
              FaultKind.POWER_LOSS,
              FaultKind.KILL,
              FaultKind.POWER_LOSS_IN_RECOVERY,
              FaultKind.KILL_IN_RECOVERY,
              FaultKind.SYNC_FAILED,
              FaultKind.DISK_FULL,
              FaultKind.SLOW_DISK));

  /** Only clients and clocks are at fault. */
  public static final Scenario CLIENTS =
      new Scenario(
          "clients",
          3_500,
          6,
          EnumSet.of(
              FaultKind.BROKER_STOPPED,
              FaultKind.CLIENT_STOPPED,
              FaultKind.CLIENT_KILLED,
              FaultKind.ZOMBIE_SESSION,
              FaultKind.CLOCK_JUMP,
              FaultKind.JOIN_STORM,
              FaultKind.PARTITIONS_ADDED));

  /** The machine dies again and again, also while it recovers, and its disk is slow. */
  public static final Scenario POWER =
      new Scenario(
          "power",
          3_500,
          18,
          EnumSet.of(
              FaultKind.POWER_LOSS,
              FaultKind.KILL,
              FaultKind.POWER_LOSS_IN_RECOVERY,
              FaultKind.SLOW_DISK,
              FaultKind.CLIENT_KILLED));

  /** Syncs fail, and the process or the power does after that. */
  public static final Scenario SYNCS =
      new Scenario(
          "syncs",
          3_500,
          18,
          EnumSet.of(FaultKind.SYNC_FAILED, FaultKind.POWER_LOSS, FaultKind.KILL));

  /** Members and sessions come, go, stand still and are taken over, and what they sent is late. */
  public static final Scenario ZOMBIES =
      new Scenario(
          "zombies",
          3_500,
          18,
          EnumSet.of(
              FaultKind.CLIENT_STOPPED,
              FaultKind.CLIENT_KILLED,
              FaultKind.BROKER_STOPPED,
              FaultKind.ZOMBIE_SESSION,
              FaultKind.JOIN_STORM,
              FaultKind.DELAYS,
              FaultKind.REPLAYS));

  public static final List<Scenario> ALL =
      List.of(EVERYTHING, CALM, NETWORK, DISK, CLIENTS, POWER, SYNCS, ZOMBIES);

  public Scenario {
    kinds = Set.copyOf(kinds);
  }

  /**
   * @throws IllegalArgumentException when there is none of that name
   */
  public static Scenario named(String name) {
    return ALL.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected a scenario of "
                        + ALL.stream().map(Scenario::name).toList()
                        + ", found \""
                        + name
                        + "\""));
  }
}
