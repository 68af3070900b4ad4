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
import dev.waybill.log.storage.DataDirectoryException;
import dev.waybill.log.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

/** A directory turned into a core and a disk; whatever fails lets go of the directory. */
record Opening(Core core, Disk disk, UUID directoryId) {

  static Opening open(Path directory, BrokerSettings settings, Now now) {
    DataDirectory data;
    try {
      data = DataDirectory.open(directory);
    } catch (DataDirectoryException e) {
      // It says itself what was expected, what was found, and what to do.
      throw new BrokerException(ErrorCode.DATA_DIRECTORY, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw refused("the data directory " + directory, e);
    }
    return open(data.storage(), data, data.id(), settings, now);
  }

  static Opening open(
      Storage storage, Closeable owner, UUID directoryId, BrokerSettings settings, Now now) {
    Disk disk = new Disk(storage, owner, settings.syncParallelism());
    try {
      return new Opening(Recovery.recover(disk, settings, now), disk, directoryId);
    } catch (CorruptLogException e) {
      disk.abandon();
      throw new BrokerException(ErrorCode.CORRUPT_LOG, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      disk.abandon();
      throw refused(storage.description(), e);
    } catch (RuntimeException | Error e) {
      // Whatever it was, the directory must not stay locked by a broker that nobody has.
      disk.abandon();
      throw e;
    }
  }

  /** The cause is told with its class: many of the operating system's say nothing but a path. */
  private static BrokerException refused(String what, IOException cause) {
    return new BrokerException(
        ErrorCode.DATA_DIRECTORY,
        "Cannot open "
            + what
            + ": expected to read and write it, found "
            + cause
            + ". It was not opened, and nothing that was acknowledged is lost. Check the permissions"
            + " of its files and the disk, then open it again.",
        cause);
  }
}
