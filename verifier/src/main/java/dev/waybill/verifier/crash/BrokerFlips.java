package dev.waybill.verifier.crash;

import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A whole data directory, as a broker left it; all of it is promised. */
final class BrokerFlips implements FlipSubject {
  private final String name;
  private final BrokerPath path;
  private @Nullable Contents whole;
  private long operationsOfWhole;

  BrokerFlips(String name, BrokerPath path) {
    this.name = name;
    this.path = path;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public DiskImage image() throws IOException {
    RecordingDisk disk = new RecordingDisk();
    path.write(disk, new Ledger());
    return disk.seen();
  }

  @Override
  public FlipOutcome judge(RecordingDisk damaged) {
    Contents found;
    try {
      found = path.recover(damaged);
    } catch (IOException e) {
      return FlipOutcome.REPORTED;
    } catch (RuntimeException e) {
      return FlipOutcome.WRONG;
    }
    Contents expected = whole;
    if (expected == null) {
      whole = found;
      operationsOfWhole = damaged.operations();
      return FlipOutcome.SAME;
    }
    if (found.equals(expected)) {
      return damaged.operations() > operationsOfWhole ? FlipOutcome.MENDED : FlipOutcome.SAME;
    }
    return invented(found, expected) ? FlipOutcome.WRONG : FlipOutcome.SILENTLY_LOST;
  }

  /** Whether something was found that was never there, rather than something missing. */
  private static boolean invented(Contents found, Contents expected) {
    for (Map.Entry<String, SortedMap<Long, String>> place : found.places().entrySet()) {
      SortedMap<Long, String> values =
          expected.places().getOrDefault(place.getKey(), new TreeMap<>());
      if (!values.entrySet().containsAll(place.getValue().entrySet())) {
        return true;
      }
    }
    return !expected.positions().entrySet().containsAll(found.positions().entrySet());
  }
}
