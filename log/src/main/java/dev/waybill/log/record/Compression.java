package dev.waybill.log.record;

/** How the records of a batch are packed; bits 0 to 2 of its attributes. */
public enum Compression {
  /** Not at all; what {@link BatchBuilder} writes. */
  NONE,
  /** Gzip; decoded with the JDK. */
  GZIP,
  /** Snappy; stored and served, decoded with a {@link Decompressor} from outside. */
  SNAPPY,
  /** LZ4 frames; the same. */
  LZ4,
  /** Zstandard; the same. */
  ZSTD,
  /** A number that the format does not define. */
  UNKNOWN;

  private static final Compression[] BY_ID = {NONE, GZIP, SNAPPY, LZ4, ZSTD};

  static Compression of(int id) {
    return id < BY_ID.length ? BY_ID[id] : UNKNOWN;
  }
}
