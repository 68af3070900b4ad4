package dev.waybill.broker.append;

/** What an append waits for, and what an answered append has reached. */
public enum Acks {
  /** Offsets are assigned; the bytes are in memory. A crash of the process may lose them. */
  NONE,
  /** The operating system has the bytes. A crash of the machine may lose them. */
  WRITTEN,
  /** {@code fsync} returned: the bytes survive power loss. */
  SYNCED
}
