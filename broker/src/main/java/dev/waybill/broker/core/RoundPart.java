package dev.waybill.broker.core;

import dev.waybill.broker.disk.DiskRound;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What one round writes to one partition. */
final class RoundPart {
  private final Round round;
  private final Partition partition;
  private List<ByteBuffer> buffers = new ArrayList<>();
  private long end;

  RoundPart(Round round, Partition partition) {
    this.round = round;
    this.partition = partition;
  }

  Round round() {
    return round;
  }

  Partition partition() {
    return partition;
  }

  /** The partition ends here once the round is written. */
  long end() {
    return end;
  }

  void add(ByteBuffer placed, long newEnd) {
    buffers.add(placed);
    end = newEnd;
  }

  /** They are written, and their publishers may use them again. */
  void dropBuffers() {
    buffers = List.of();
  }

  DiskRound.Write toWrite() {
    return new DiskRound.Write(partition.published(), buffers);
  }
}
