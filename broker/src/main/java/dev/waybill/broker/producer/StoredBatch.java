package dev.waybill.broker.producer;

/** A batch that was stored: its sequence numbers and its offsets. */
public record StoredBatch(int baseSequence, int count, long baseOffset) {
  public long lastOffset() {
    return baseOffset + count - 1;
  }

  int lastSequence() {
    return Sequences.plus(baseSequence, count - 1);
  }

  int nextSequence() {
    return Sequences.plus(baseSequence, count);
  }
}
