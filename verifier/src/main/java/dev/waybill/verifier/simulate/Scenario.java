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
 * @param loopShare of the runs have members that run the production delivery loops; their threads
 *     make a run slower
 */
public record Scenario(
    String name, long workMillis, int mostFaults, Set<FaultKind> kinds, double loopShare) {
  private static final double FEW = 0.05;

  /** Every client and every fault that there is. */
  public static final Scenario EVERYTHING =
      new Scenario("everything", 650, 7, EnumSet.allOf(FaultKind.class), FEW);

  /** The same, and in every run there are delivery loops. */
  public static final Scenario LOOPS =
      new Scenario("loops", 650, 7, EnumSet.allOf(FaultKind.class), 1);

  /** Nothing goes wrong: what is wrong then is wrong with the broker, or with this. */
  public static final Scenario CALM =
      new Scenario("calm", 600, 0, EnumSet.noneOf(FaultKind.class), FEW);

  /** Only the network is at fault. */
  public static final Scenario NETWORK =
      new Scenario(
          "network",
          650,
          6,
          EnumSet.of(
              FaultKind.REQUESTS_LOST,
              FaultKind.ANSWERS_LOST,
              FaultKind.DUPLICATES,
              FaultKind.DELAYS,
              FaultKind.REPLAYS,
              FaultKind.CONNECTION_CUT),
          FEW);

  /** Only the machine is at fault. */
  public static final Scenario DISK =
      new Scenario(
          "disk",
          650,
          6,
          EnumSet.of(
              FaultKind.POWER_LOSS,
              FaultKind.KILL,
              FaultKind.POWER_LOSS_IN_RECOVERY,
              FaultKind.KILL_IN_RECOVERY,
              FaultKind.SYNC_FAILED,
              FaultKind.DISK_FULL,
              FaultKind.SLOW_DISK),
          FEW);

  /** Only clients and clocks are at fault. */
  public static final Scenario CLIENTS =
      new Scenario(
          "clients",
          650,
          6,
          EnumSet.of(
              FaultKind.BROKER_STOPPED,
              FaultKind.CLIENT_STOPPED,
              FaultKind.CLIENT_KILLED,
              FaultKind.ZOMBIE_SESSION,
              FaultKind.CLOCK_JUMP,
              FaultKind.JOIN_STORM,
              FaultKind.PARTITIONS_ADDED),
          FEW);

  /** The machine dies again and again, also while it recovers, and its disk is slow. */
  public static final Scenario POWER =
      new Scenario(
          "power",
          1_300,
          18,
          EnumSet.of(
              FaultKind.POWER_LOSS,
              FaultKind.KILL,
              FaultKind.POWER_LOSS_IN_RECOVERY,
              FaultKind.SLOW_DISK,
              FaultKind.CLIENT_KILLED),
          FEW);

  /** Syncs fail, and the process or the power does after that. */
  public static final Scenario SYNCS =
      new Scenario(
          "syncs",
          1_300,
          18,
          EnumSet.of(FaultKind.SYNC_FAILED, FaultKind.POWER_LOSS, FaultKind.KILL),
          FEW);

  /** Members and sessions come, go, stand still and are taken over, and what they sent is late. */
  public static final Scenario ZOMBIES =
      new Scenario(
          "zombies",
          1_300,
          18,
          EnumSet.of(
              FaultKind.CLIENT_STOPPED,
              FaultKind.CLIENT_KILLED,
              FaultKind.BROKER_STOPPED,
              FaultKind.ZOMBIE_SESSION,
              FaultKind.JOIN_STORM,
              FaultKind.DELAYS,
              FaultKind.REPLAYS),
          FEW);

  public static final List<Scenario> ALL =
      List.of(EVERYTHING, LOOPS, CALM, NETWORK, DISK, CLIENTS, POWER, SYNCS, ZOMBIES);

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
