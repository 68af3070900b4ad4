package dev.waybill.jdbc.dialect;

/** How writers of one key of an outbox are made to come one after the other. */
public enum KeyLocking {
  /** An advisory lock that ends with the transaction, in the statement that inserts. */
  ADVISORY_LOCK,
  /** A row of a table of slots, locked for update. */
  LOCKED_ROW,
  /** They do anyway: the database has one writer at a time. */
  SINGLE_WRITER
}
