package dev.waybill.engine;

/** What must have happened to a message before its publish is answered. */
public enum Acks {
  /** Nothing: not awaited. */
  NONE,
  /** Written to the operating system. */
  WRITTEN,
  /** As durable as the engine can make it: synced, or acknowledged by the in-sync replicas. */
  SYNCED
}
