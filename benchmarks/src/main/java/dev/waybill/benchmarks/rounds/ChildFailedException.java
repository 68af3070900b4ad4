package dev.waybill.benchmarks.rounds;

/** A measured process gave no figures. */
public final class ChildFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;

  ChildFailedException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** Which process, what became of it, and what it printed on standard error. */
  public String reason() {
    return reason;
  }
}
