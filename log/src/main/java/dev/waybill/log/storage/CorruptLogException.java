package dev.waybill.log.storage;

import java.io.IOException;

/**
 * Bytes that were durable are damaged. Nothing at or past the damage is served or repaired
 * silently: what is missing there had been acknowledged.
 */
public final class CorruptLogException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long position;
  private final long offset;
  private final String problem;

  /**
   * @param file the damaged file
   * @param position the byte position of the damage in it
   * @param offset the first offset that cannot be served, or -1 where offsets do not apply
   * @param problem expected and found, in one clause
   * @param advice what follows for the data and what to do next
   */
  public CorruptLogException(
      String file, long position, long offset, String problem, String advice) {
    super(
        file
            + " is damaged at byte "
            + position
            + (offset < 0 ? "" : " (offset " + offset + ")")
            + ": "
            + problem
            + ". "
            + advice);
    this.file = file;
    this.position = position;
    this.offset = offset;
    this.problem = problem;
  }

  /** The same finding, thrown again at a later call with its own stack. */
  public CorruptLogException(CorruptLogException first) {
    super(first.getMessage(), first);
    this.file = first.file;
    this.position = first.position;
    this.offset = first.offset;
    this.problem = first.problem;
  }

  /** The damaged file. */
  public String file() {
    return file;
  }

  /** The byte position of the damage in the file. */
  public long position() {
    return position;
  }

  /** The first offset that cannot be served; -1 where offsets do not apply. */
  public long offset() {
    return offset;
  }

  /** Expected and found, in one clause. */
  public String problem() {
    return problem;
  }
}
