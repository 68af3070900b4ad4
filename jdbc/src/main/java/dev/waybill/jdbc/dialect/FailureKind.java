package dev.waybill.jdbc.dialect;

/** What a database's failure says about the transaction it met. */
public enum FailureKind {
  /** The connection broke: before a commit nothing was done, at a commit nobody knows. */
  CONNECTION,
  /** The victim of a deadlock, of serialisation or of a lock's timeout: rolled back, try again. */
  TRANSIENT,
  /** A unique key is taken. */
  DUPLICATE_KEY,
  /** Another constraint is violated. */
  CONSTRAINT,
  /** An earlier statement failed, and the database refuses all that follows (PostgreSQL). */
  ABORTED,
  /** A table is not there. */
  MISSING_TABLE,
  /** Anything else: trying again does not help. */
  OTHER;

  /** Whether the same transaction, tried again from its beginning, may succeed. */
  public boolean isTransient() {
    return this == CONNECTION || this == TRANSIENT;
  }
}
