package dev.waybill.cli.command;

import dev.waybill.Guarantee;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What {@code waybill verify} runs, how long, and with which faults. */
public final class VerifyOptions {

  /** How long: one of them. */
  static final class Length {
    @Option(
        names = "--duration",
        paramLabel = "TIME",
        description = "How long faults are injected; 20s unless given.")
    private @Nullable Duration duration;

    @Option(
        names = "--seeds",
        paramLabel = "N",
        description = "Simulate so many seeds instead, from --first on.")
    private @Nullable Long seeds;
  }

  @Option(
      names = "--guarantee",
      paramLabel = "G",
      split = ",",
      description = "Whose clients take part: at-most-once, at-least-once, exactly-once; or all.")
  private List<Guarantee> guarantees = new ArrayList<>();

  @Option(
      names = "--faults",
      paramLabel = "F",
      split = ",",
      description = "Which faults; all unless given, none for a calm run. A wrong name lists them.")
  private List<String> faults = new ArrayList<>();

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private Length length = new Length();

  @Option(
      names = "--first",
      paramLabel = "S",
      description = "The first seed; 1 with --seeds, any with --duration.")
  private @Nullable Long first;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Simulations side by side; 2 unless given.")
  private @Nullable Integer threads;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Simulate only this one, to the byte. With --to: the order of the faults.")
  private @Nullable Long seed;

  @Option(names = "--no-table", description = "Leave the three-by-five table out.")
  private boolean withoutTable;

  static void expect(boolean right, String otherwise) {
    if (!right) {
      throw VerifyCommand.usage(otherwise + "; nothing was run");
    }
  }

  /** Each for itself; whether they go together is asked for what is run. */
  void check() {
    expect(threads() >= 1 && threads() <= 64, "--threads: expected 1 to 64, found " + threads);
    Long seeds = length.seeds;
    expect(seeds == null || seeds > 0, "--seeds: expected 1 or more, found " + seeds);
    Duration duration = length.duration;
    expect(
        duration == null || (!duration.isZero() && !duration.isNegative()),
        "--duration: expected more than nothing, found " + duration);
  }

  void expectNoSeeds(String with) {
    expect(
        length.seeds == null && first == null && threads == null && !withoutTable,
        "--seeds, --first, --threads and --no-table are about simulated runs: leave them out with "
            + with);
  }

  void expectOneRun() {
    expect(
        length.seeds == null && first == null && length.duration == null && threads == null,
        "--seed is one simulated run, however long it takes: leave --seeds, --first, --duration"
            + " and --threads out");
  }

  void expectNothingButGuarantees(String with) {
    expectNoSeeds(with);
    expect(
        faults.isEmpty() && length.duration == null && seed == null,
        with + " is always the same: leave --faults, --duration and --seed out");
  }

  void expectNothing(String with) {
    expectNothingButGuarantees(with);
    expect(guarantees.isEmpty(), with + " knows no guarantees: leave --guarantee out");
  }

  Set<Guarantee> guarantees() {
    return guarantees.isEmpty()
        ? EnumSet.allOf(Guarantee.class)
        : EnumSet.copyOf(new TreeSet<>(guarantees));
  }

  List<String> faults() {
    return faults;
  }

  Optional<Duration> duration() {
    return Optional.ofNullable(length.duration);
  }

  Optional<Long> seeds() {
    return Optional.ofNullable(length.seeds);
  }

  Optional<Long> first() {
    return Optional.ofNullable(first);
  }

  int threads() {
    return threads == null ? 2 : threads;
  }

  OptionalLong seed() {
    return seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
  }

  boolean table() {
    return !withoutTable;
  }
}
