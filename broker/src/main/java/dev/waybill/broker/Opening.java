package dev.waybill.broker;

import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.core.Core;
import dev.waybill.broker.core.Recovery;
import dev.waybill.broker.disk.Disk;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.group.Now;
import dev.waybill.log.storage.CorruptLogException;
import dev.waybill.log.storage.DataDirectory;
import dev.waybill.log.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** A directory turned into a core and a disk; whatever fails lets go of the directory. */
record Opening(Core core, Disk disk) {

  static Opening open(Path directory, BrokerSettings settings, Now now) {
    DataDirectory data;
    try {
      data = DataDirectory.open(directory);
    } catch (IOException e) {
      throw new BrokerException(ErrorCode.STORAGE_FAILED, String.valueOf(e.getMessage()), e);
    }
    return open(data.storage(), data, settings, now);
  }

  static Opening open(Storage storage, Closeable owner, BrokerSettings settings, Now now) {
    Disk disk = new Disk(storage, owner, settings.syncParallelism());
    try {
      return new Opening(Recovery.recover(disk, settings, now), disk);
    } catch (CorruptLogException e) {
      disk.abandon();
      throw new BrokerException(ErrorCode.CORRUPT_LOG, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      disk.abandon();
      throw new BrokerException(
          ErrorCode.STORAGE_FAILED,
          "Cannot open "
              + storage.description()
              + ": "
              + e
              + ". Nothing that was acknowledged is lost; repair the disk, then open it again.",
          e);
    } catch (RuntimeException | Error e) {
      // Whatever it was, the directory must not stay locked by a broker that nobody has.
      disk.abandon();
      throw e;
    }
  }
}
