package dev.waybill.log.record;

/**
 * Zigzag variable-length integers of the record format (the ones of Protocol Buffers' sint32 and
 * sint64): small magnitudes of either sign take one byte, seven bits a byte, lowest first.
 */
final class Varints {
  private Varints() {}

  static int zigzag(int value) {
    return (value << 1) ^ (value >> 31);
  }

  static long zigzag(long value) {
    return (value << 1) ^ (value >> 63);
  }

  /** Encoded size in bytes of a signed 32-bit value. */
  static int size(int value) {
    int bits = 32 - Integer.numberOfLeadingZeros(zigzag(value) | 1);
    return (bits + 6) / 7;
  }

  /** Encoded size in bytes of a signed 64-bit value. */
  static int size(long value) {
    int bits = 64 - Long.numberOfLeadingZeros(zigzag(value) | 1);
    return (bits + 6) / 7;
  }

  /** Writes a value and returns the position after it. */
  static int write(byte[] bytes, int position, int value) {
    int rest = zigzag(value);
    int at = position;
    while ((rest & ~0x7F) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
    return at;
  }

  /** Writes a value and returns the position after it. */
  static int write(byte[] bytes, int position, long value) {
    long rest = zigzag(value);
    int at = position;
    while ((rest & ~0x7FL) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
    return at;
  }
}
