package dev.waybill.log;

import java.io.IOException;

/** Something written that a sync round can make durable. */
@FunctionalInterface
public interface Durable {
  /**
   * Returns when everything written before the call is durable. Called by one thread at a time, not
   * always the same. A failure is final: see {@link dev.waybill.log.storage.StorageFile#sync}.
   */
  void sync() throws IOException;
}
