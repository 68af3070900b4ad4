package dev.waybill.log.record;

/** A stretch of an array: the encoded records of a batch. */
final class RecordBytes {
  final byte[] array;
  final int start;
  final int length;

  RecordBytes(byte[] array, int start, int length) {
    this.array = array;
    this.start = start;
    this.length = length;
  }
}
