package dev.waybill.orders.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a run's topics from their beginning to their end, wherever they are. */
@FunctionalInterface
public interface TopicReader {

  /**
   * Reads all of one. Call it when no process writes there any more.
   *
   * @param topic as the shop calls it, without the prefix of the run
   * @return its partitions; none if there is no such topic
   * @throws IOException it is there and cannot be read
   */
  List<Partition> read(String topic) throws IOException;

  /**
   * What is in a partition.
   *
   * @param number from 0
   * @param committed in the order of their offsets; no message of an aborted transaction
   * @param undecided offsets at which a transaction is neither committed nor aborted: of every
   *     message in it, or only where the first begins
   */
  record Partition(int number, List<Message> committed, List<Long> undecided) {

    public Partition {
      committed = List.copyOf(committed);
      undecided = List.copyOf(undecided);
    }
  }

  /**
   * One message.
   *
   * @param value as it is stored; never changed by who reads it
   */
  record Message(long offset, byte @Nullable [] value) {}

  /** From the files of an embedded data directory. */
  static TopicReader ofFiles(Path data) {
    return new SegmentReader(data);
  }
}
