package dev.waybill.broker.disk;

import dev.waybill.log.storage.CorruptLogException;
import java.util.Optional;

/**
 * A partition as recovery found it.
 *
 * @param logStart first offset that is kept
 * @param end after the last offset; everything before is synced
 * @param scannedBytes read because no checkpoint covers them
 * @param damage where it cannot be read, and so not be appended to
 */
public record OpenedPartition(
    long logStart, long end, long scannedBytes, Optional<CorruptLogException> damage) {}
