package dev.waybill.server.fetch;

import dev.waybill.broker.partition.SliceResult;
import dev.waybill.log.FileSlice;
import dev.waybill.log.record.BatchFormat;
import dev.waybill.log.record.Compression;
import dev.waybill.log.record.RecordBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Looks into the batches' headers for a compression that clients of before KIP-110 do not know. */
final class ZstdScan {
  private ZstdScan() {}

  static boolean holdsZstd(SliceResult found) {
    return found.batches().map(ZstdScan::holdsZstd).orElse(false);
  }

  private static boolean holdsZstd(FileSlice slice) {
    ByteBuffer header = ByteBuffer.allocate(BatchFormat.HEADER_BYTES);
    try {
      for (int at = 0; at < slice.length(); ) {
        slice.read(at, header.clear());
        RecordBatch batch = RecordBatch.at(header.flip(), 0);
        if (batch.compression() == Compression.ZSTD) {
          return true;
        }
        batch.validateHeader(slice.length() - (long) at);
        at += batch.sizeInBytes();
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
