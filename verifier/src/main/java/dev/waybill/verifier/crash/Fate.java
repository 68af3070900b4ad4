package dev.waybill.verifier.crash;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What became of one write or truncation that was not synced when the power failed.
 *
 * <pre>
 *   dropped       nothing of it arrived
 *   applied       all of it
 *   length only   the file is as long as if, the new part reads as zeros
 *   garbage       its bytes are others
 *   torn          of its sectors of 512 bytes some arrived: a front, a back, only one, all but one
 * </pre>
 *
 * <p>The torn forms are a reduction, complete for up to three sectors. Beyond that they still put
 * the first missing sector at every place, with and without sound bytes behind the gap, which is
 * all that a reader who goes from the front to the first fault can tell apart.
 */
final class Fate {
  static final int SECTOR_BYTES = 512;
  static final Fate DROPPED = new Fate("dropped", Kind.SECTORS, 0, 0, false);
  static final Fate APPLIED = new Fate("applied", Kind.SECTORS, 0, 0, true);
  static final Fate LENGTH_ONLY = new Fate("length only", Kind.LENGTH, 0, 0, false);
  static final Fate GARBAGE = new Fate("garbage", Kind.GARBAGE, 0, 0, false);

  private enum Kind {
    SECTORS,
    LENGTH,
    GARBAGE
  }

  private final String name;
  private final Kind kind;
  private final int fromSector;
  private final int toSector;
  private final boolean others;

  /** Of a torn write either these sectors arrive, or the others. */
  private Fate(String name, Kind kind, int fromSector, int toSector, boolean others) {
    this.name = name;
    this.kind = kind;
    this.fromSector = fromSector;
    this.toSector = toSector;
    this.others = others;
  }

  private static Fate torn(int fromSector, int toSector, boolean others) {
    String sectors = "sectors " + fromSector + " to " + (toSector - 1);
    return new Fate(
        "torn, " + (others ? "without " : "only ") + sectors,
        Kind.SECTORS,
        fromSector,
        toSector,
        others);
  }

  /** Everything that may become of an operation, each once. */
  static List<Fate> of(PendingOperation.OfContent operation) {
    List<Fate> fates = new ArrayList<>(List.of(DROPPED, APPLIED));
    if (operation instanceof PendingOperation.Write write) {
      fates.add(LENGTH_ONLY);
      fates.add(GARBAGE);
      int sectors = sectors(write);
      for (int cut = 1; cut < sectors; cut++) {
        fates.add(torn(0, cut, false));
        fates.add(torn(cut, sectors, false));
      }
      for (int middle = 1; middle < sectors - 1; middle++) {
        fates.add(torn(middle, middle + 1, false));
        fates.add(torn(middle, middle + 1, true));
      }
    }
    return fates;
  }

  private static int sectors(PendingOperation.Write write) {
    int last = write.position() + write.bytes().length - 1;
    return last / SECTOR_BYTES - write.position() / SECTOR_BYTES + 1;
  }

  /** The bytes after an operation with this fate; the array given is not changed. */
  byte[] apply(byte[] before, PendingOperation.OfContent operation) {
    if (operation instanceof PendingOperation.Truncate truncate) {
      return others && truncate.size() < before.length
          ? Arrays.copyOf(before, truncate.size())
          : before;
    }
    PendingOperation.Write write = (PendingOperation.Write) operation;
    return switch (kind) {
      case LENGTH -> atLeast(before, write.position() + write.bytes().length);
      case GARBAGE -> {
        byte[] garbage = new byte[write.bytes().length];
        new SplittableRandom(31L * write.position() + write.bytes().length).nextBytes(garbage);
        yield put(before, write.position(), garbage, 0, garbage.length);
      }
      case SECTORS -> sectors(before, write);
    };
  }

  private byte[] sectors(byte[] before, PendingOperation.Write write) {
    byte[] after = before;
    int from = 0;
    for (int sector = 0; from < write.bytes().length; sector++) {
      int at = write.position() + from;
      int end = Math.min(write.bytes().length, from + SECTOR_BYTES - at % SECTOR_BYTES);
      boolean named = sector >= fromSector && sector < toSector;
      if (named != others) {
        after = put(after, at, write.bytes(), from, end);
      }
      from = end;
    }
    return after;
  }

  private static byte[] put(byte[] before, int position, byte[] bytes, int from, int to) {
    byte[] after = Arrays.copyOf(before, Math.max(before.length, position + to - from));
    System.arraycopy(bytes, from, after, position, to - from);
    return after;
  }

  private static byte[] atLeast(byte[] before, int length) {
    return before.length < length ? Arrays.copyOf(before, length) : before;
  }

  @Override
  public String toString() {
    return name;
  }
}
