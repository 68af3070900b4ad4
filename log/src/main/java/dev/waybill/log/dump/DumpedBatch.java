package dev.waybill.log.dump;

import dev.waybill.log.record.Compression;
import dev.waybill.log.record.ControlRecords;
import java.util.Optional;

/**
 * A batch as its header describes it.
 *
 * @param file the segment file
 * @param position its first byte there
 * @param sizeBytes its size, header included
 * @param baseOffset offset of the first record
 * @param lastOffset offset of the last record
 * @param count number of records
 * @param producerId -1 for none
 * @param producerEpoch -1 for none
 * @param baseSequence -1 for none
 * @param leaderEpoch epoch of the leader that appended it
 * @param transactional whether it belongs to a transaction
 * @param control what its marker says, when it is a control batch that can be read
 * @param compression how its records are packed
 * @param baseTimestamp of its first record, milliseconds since the epoch
 * @param maxTimestamp of its youngest record, milliseconds since the epoch
 * @param crcValid whether the stored CRC32C is that of the bytes
 * @param problem expected and found, when it does not follow the batch before it or its CRC is
 *     wrong
 */
public record DumpedBatch(
    String file,
    long position,
    int sizeBytes,
    long baseOffset,
    long lastOffset,
    int count,
    long producerId,
    short producerEpoch,
    int baseSequence,
    int leaderEpoch,
    boolean transactional,
    Optional<ControlRecords.Type> control,
    Compression compression,
    long baseTimestamp,
    long maxTimestamp,
    boolean crcValid,
    Optional<String> problem) {}
