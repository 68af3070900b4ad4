package dev.waybill.log.record;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A codec from outside, for batches that the JDK alone cannot unpack. Thread-safe. */
@FunctionalInterface
public interface Decompressor {
  /** Knows none of them. */
  Decompressor NONE =
      (compression, packed) -> {
        throw new UnsupportedOperationException(
            "The batch is compressed with "
                + compression
                + ", which is stored and served but not decoded here. Publish it uncompressed or with"
                + " gzip.");
      };

  /**
   * The unpacked bytes of a batch's records; closed by whoever asked.
   *
   * @param compression one of snappy, LZ4 and Zstandard
   * @param packed the records as they lie in the batch; not kept
   * @throws IOException when they are not packed so
   * @throws UnsupportedOperationException when this codec is not known
   */
  InputStream open(Compression compression, ByteBuffer packed) throws IOException;
}
