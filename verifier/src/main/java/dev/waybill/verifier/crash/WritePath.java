package dev.waybill.verifier.crash;

import dev.waybill.log.storage.Storage;
import java.io.IOException;

/** Production code that writes to a disk, and its recovery. Both are repeatable to the byte. */
public interface WritePath {

  String name();

  /** Starts on an empty disk, writes, and tells the ledger before and after every call. */
  void write(Storage disk, Ledger ledger) throws IOException;

  /**
   * Opens what a disk holds, as the next process would, and reads all of it.
   *
   * @throws IOException when it refuses, or reports damage
   */
  Contents recover(Storage disk) throws IOException;
}
