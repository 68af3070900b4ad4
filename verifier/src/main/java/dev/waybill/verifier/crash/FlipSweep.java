package dev.waybill.verifier.crash;

import dev.waybill.verifier.check.AnomalyKind;
import dev.waybill.verifier.check.Finding;
import dev.waybill.verifier.check.Findings;
import dev.waybill.verifier.history.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Flips every bit of a subject's files, one at a time. */
final class FlipSweep {
  private final int every;
  private final Findings findings;

  /**
   * @param every of so many bits one is flipped
   */
  FlipSweep(int every, Findings findings) {
    this.every = every;
    this.findings = findings;
  }

  /** One row for each kind of file. */
  List<FlipCounts> run(FlipSubject subject) throws IOException {
    DiskImage whole = subject.image();
    FlipOutcome unharmed = subject.judge(RecordingDisk.of(whole));
    if (unharmed != FlipOutcome.SAME) {
      throw new IllegalStateException(
          subject.name() + ": expected to read the whole disk as written, found " + unharmed);
    }
    List<FlipCounts> rows = new ArrayList<>();
    FileKinds.group(whole).forEach((kind, paths) -> rows.add(sweep(subject, whole, kind, paths)));
    return rows;
  }

  private FlipCounts sweep(FlipSubject subject, DiskImage whole, String kind, List<String> paths) {
    Map<FlipOutcome, Long> outcomes = new EnumMap<>(FlipOutcome.class);
    long flipped = 0;
    for (String path : paths) {
      byte[] bytes = whole.files().getOrDefault(path, new byte[0]);
      for (int bit = 0; bit < bytes.length * Byte.SIZE; bit += every) {
        FlipOutcome outcome = subject.judge(RecordingDisk.of(whole.flipped(path, bit)));
        outcomes.merge(outcome, 1L, Long::sum);
        flipped++;
        if (!outcome.isLegal()) {
          findings.add(finding(subject, path, bit, outcome));
        }
      }
    }
    return new FlipCounts(subject.name() + ": " + kind, flipped, outcomes);
  }

  private static Finding finding(FlipSubject subject, String path, int bit, FlipOutcome outcome) {
    return new Finding(
        outcome == FlipOutcome.WRONG ? AnomalyKind.CORRUPT : AnomalyKind.UNSEEN,
        subject.name()
            + ": bit "
            + bit % Byte.SIZE
            + " of byte "
            + bit / Byte.SIZE
            + " of "
            + path
            + " flipped: "
            + outcome,
        Event.NO_MESSAGE,
        List.of());
  }
}
