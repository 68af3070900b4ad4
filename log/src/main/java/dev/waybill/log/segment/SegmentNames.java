package dev.waybill.log.segment;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** File names of segments: the base offset in 20 digits and what the file holds. */
public final class SegmentNames {
  /** Ends the name of a file of record batches. */
  public static final String LOG = ".log";

  /** Ends the name of an offset index. */
  public static final String OFFSET_INDEX = ".index";

  /** Ends the name of a time index. */
  public static final String TIME_INDEX = ".timeindex";

  /** Ends the name of a file that is not finished and means nothing after a crash. */
  public static final String DRAFT = ".new";

  /**
   * Ends the name of a finished file that may replace segments: nothing unless a checkpoint says.
   */
  public static final String COMPACTED = ".compacted";

  private static final int DIGITS = 20;

  private SegmentNames() {}

  /** The path of a file of the segment that starts at {@code baseOffset}. */
  public static String path(String directory, long baseOffset, String suffix) {
    String digits = Long.toString(baseOffset);
    return directory + "/" + "0".repeat(DIGITS - digits.length()) + digits + suffix;
  }

  /** The path of the n-th attempt to replace the segment that starts at {@code baseOffset}. */
  public static String compacted(String directory, long baseOffset, long number) {
    return path(directory, baseOffset, LOG) + "." + number + COMPACTED;
  }

  /** The base offset in the name of a {@value #LOG} file; empty for any other name. */
  public static OptionalLong baseOffset(String name) {
    int digits = name.length() - LOG.length();
    if (digits != DIGITS || !name.endsWith(LOG)) {
      return OptionalLong.empty();
    }
    try {
      long offset = Long.parseLong(name, 0, digits, 10);
      return offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
    } catch (NumberFormatException notASegment) {
      return OptionalLong.empty();
    }
  }

  /** The base offsets of the segments among some file names, ascending. */
  public static List<Long> baseOffsets(List<String> names) {
    List<Long> bases = new ArrayList<>();
    for (String name : names) {
      baseOffset(name).ifPresent(bases::add);
    }
    bases.sort(null);
    return bases;
  }
}
