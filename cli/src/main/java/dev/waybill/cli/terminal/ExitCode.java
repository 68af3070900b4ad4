package dev.waybill.cli.terminal;

/** How a command ends. The numbers are stable: scripts rely on them. */
public final class ExitCode {

  /** Everything was done, every promise held. */
  public static final int OK = 0;

  /** Something was not done, or a promise was broken. */
  public static final int FAILED = 1;

  /** The command line is wrong; nothing was done. */
  public static final int USAGE = 2;

  /** What {@code --to} or a path names cannot be opened; nothing was done. */
  public static final int CANNOT_OPEN = 3;

  /** The request was refused: an unknown topic or group, a plan the engine cannot keep. */
  public static final int REJECTED = 4;

  /** Done or not done: find out before repeating. */
  public static final int OUTCOME_UNKNOWN = 5;

  /** Damaged data was found. */
  public static final int CORRUPT = 6;

  /** Nothing is wrong, and too little was tried to say that a promise holds. */
  public static final int INCONCLUSIVE = 7;

  /** Whoever read the output has gone, as a process killed by SIGPIPE ends. */
  public static final int BROKEN_PIPE = 141;

  private ExitCode() {}
}
