package dev.waybill.benchmarks.suite;

import dev.waybill.benchmarks.measure.Sample;
import java.util.List;
import java.util.Optional;

/** What the disk gives to anyone. */
final class DiskLimit implements Benchmark {

  @Override
  public String name() {
    return "disk-limit";
  }

  @Override
  public String question() {
    return "a bare encoder + write + fdatasync loop of 100-byte messages";
  }

  @Override
  public List<Contender> contenders() {
    return List.of(Limits.DISK, Limits.DISK_SMALL_ROUNDS);
  }

  @Override
  public Optional<Comparison> comparison() {
    return Optional.of(
        new Comparison(
            Limits.DISK_SMALL_ROUNDS.label(), Limits.DISK.label(), Sample.MESSAGES_PER_SECOND));
  }

  @Override
  public List<Goal> goals() {
    return List.of();
  }
}
