package dev.waybill.log.record;

/**
 * The record batch, format v2 ("magic 2"), big-endian. Source: the Apache Kafka protocol guide,
 * section "Record Batch".
 *
 * <pre>
 *   byte  0        8         12       16     17      21          23                27
 *         ┌────────┬─────────┬────────┬──────┬───────┬───────────┬─────────────────┬──
 *         │ base   │ length  │ leader │ magic│ CRC32C│ attributes│ last offset     │
 *         │ offset │ after 12│ epoch  │ = 2  │ of 21…│           │ delta           │
 *         └────────┴─────────┴────────┴──────┴───────┴───────────┴─────────────────┴──
 *        27         35        43         51       53       57       61
 *      ──┬──────────┬─────────┬──────────┬────────┬────────┬────────┬─────────────┐
 *        │ base     │ max     │ producer │ prod.  │ base   │ record │ records …   │
 *        │ timestamp│ timest. │ id       │ epoch  │ seq.   │ count  │             │
 *      ──┴──────────┴─────────┴──────────┴────────┴────────┴────────┴─────────────┘
 *
 *   attributes  bits 0–2 compression, 3 timestamp type (1 = log append time), 4 transactional,
 *               5 control, 6 delete horizon; the rest unused
 *   record      length varint │ attributes int8 │ timestamp delta varlong │ offset delta varint
 *               │ key length varint (−1: null), key │ value length varint (−1: null), value
 *               │ header count varint │ { key length varint, key UTF-8, value length varint, value }*
 * </pre>
 *
 * <p>The CRC covers everything from the attributes on, so the log may assign the base offset and
 * the leader epoch in place without touching it.
 */
public final class BatchFormat {
  static final int BASE_OFFSET = 0;
  static final int LENGTH = 8;
  static final int LEADER_EPOCH = 12;
  static final int MAGIC = 16;
  static final int CRC = 17;
  static final int ATTRIBUTES = 21;
  static final int LAST_OFFSET_DELTA = 23;
  static final int BASE_TIMESTAMP = 27;
  static final int MAX_TIMESTAMP = 35;
  static final int PRODUCER_ID = 43;
  static final int PRODUCER_EPOCH = 51;
  static final int BASE_SEQUENCE = 53;
  static final int COUNT = 57;

  /** Bytes before the first record. */
  public static final int HEADER_BYTES = 61;

  /** Bytes in front of what the length field counts. */
  static final int LENGTH_OVERHEAD = 12;

  /** The only batch version that is written and read. */
  public static final byte MAGIC_V2 = 2;

  static final int COMPRESSION_MASK = 0x07;
  static final int UNCOMPRESSED = 0;
  static final int GZIP = 1;
  static final int LOG_APPEND_TIME_BIT = 0x08;
  static final int TRANSACTIONAL_BIT = 0x10;
  static final int CONTROL_BIT = 0x20;

  /** Producer id, epoch and sequence of a batch without a producer. */
  public static final int NO_PRODUCER = -1;

  /** Timestamp of a batch without one. */
  public static final long NO_TIMESTAMP = -1L;

  private BatchFormat() {}
}
