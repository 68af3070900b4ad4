package dev.waybill.benchmarks.suite;

import dev.waybill.Guarantee;
import dev.waybill.benchmarks.load.InputFill;
import dev.waybill.benchmarks.load.PipeLoad;
import java.util.List;

/** The two pipes, which run in turn whichever of them is asked for. */
final class Pipes {

  private static final Preparation INPUT = Preparation.once(new InputFill(2_500_000, 3_000_000));

  static final Contender AT_LEAST_ONCE = pipe(Guarantee.AT_LEAST_ONCE);
  static final Contender EXACTLY_ONCE = pipe(Guarantee.EXACTLY_ONCE);
  static final List<Contender> BOTH = List.of(AT_LEAST_ONCE, EXACTLY_ONCE);

  private Pipes() {}

  private static Contender pipe(Guarantee guarantee) {
    return Contender.of(guarantee.toString(), new PipeLoad(guarantee)).after(INPUT);
  }
}
