package dev.waybill.broker.disk;

import dev.waybill.log.storage.Storage;
import java.io.IOException;

/** Files of a deleted partition that a crash left behind. */
record LeftOver(Storage storage, String directory) {

  void delete() throws IOException {
    if (!storage.exists(directory)) {
      return;
    }
    for (String name : storage.list(directory)) {
      storage.delete(directory + "/" + name);
    }
    storage.delete(directory);
  }
}
