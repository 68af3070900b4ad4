package dev.waybill.benchmarks.load;

import dev.waybill.Topic;
import dev.waybill.codec.Codec;
import dev.waybill.codec.Codecs;

/** The topics of the loads. */
public final class BenchTopics {

  /** A value and the key it goes by. */
  public record Keyed(String key, byte[] value) {}

  private BenchTopics() {}

  /** Values without keys. */
  public static Topic<byte[]> values(String name, int partitions) {
    return Topic.named(name).of(Codecs.bytes()).partitions(partitions);
  }

  /** Values with keys, as an application spreads them over partitions. */
  public static Topic<Keyed> keyed(String name, int partitions) {
    return Topic.named(name)
        .of(Codec.of(Keyed::value, bytes -> new Keyed("", bytes)))
        .key(Keyed::key)
        .partitions(partitions);
  }

  /** One message per prepared value, each with a key of its own. */
  public static Keyed[] preparedKeyed() {
    byte[][] values = Values.prepared();
    Keyed[] messages = new Keyed[values.length];
    for (int i = 0; i < values.length; i++) {
      messages[i] = new Keyed("user-" + i, values[i]);
    }
    return messages;
  }
}
