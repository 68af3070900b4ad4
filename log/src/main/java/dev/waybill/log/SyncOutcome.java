package dev.waybill.log;

import java.io.IOException;

/** How a sync round ended. */
public sealed interface SyncOutcome {

  /** Everything the round covered is durable, the journal included. */
  record Synced() implements SyncOutcome {}

  /**
   * Something of the round is not known to be durable, and the journal was not synced unless it was
   * the one that failed. Final: stop acknowledging and stop.
   */
  record Failed(IOException cause) implements SyncOutcome {}
}
