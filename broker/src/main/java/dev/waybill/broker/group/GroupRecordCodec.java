package dev.waybill.broker.group;

import dev.waybill.broker.group.GroupRecord.GenerationSettled;
import dev.waybill.broker.group.GroupRecord.GroupDeleted;
import dev.waybill.broker.group.GroupRecord.KindChanged;
import dev.waybill.broker.group.GroupRecord.MembershipChanged;
import dev.waybill.broker.group.GroupRecord.PositionsCommitted;
import dev.waybill.broker.group.GroupRecord.PositionsDeleted;
import dev.waybill.broker.group.GroupRecord.PositionsStaged;
import dev.waybill.broker.topic.TopicPartition;
import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Group records as bytes.
 *
 * <pre>
 *   ┌─────────┬──────┬───────┬──────────────────────────────────────────────────────┐
 *   │ version │ type │ group │ body                                                 │
 *   │ u8 = 1  │ u8   │ text  │                                                      │
 *   └─────────┴──────┴───────┼──────────────────────────────────────────────────────┤
 *       MembershipChanged  1 │ epoch varint · hasMembers u8 · atMillis i64          │
 *       PositionsCommitted 2 │ atMillis i64 · positions                             │
 *       PositionsStaged    3 │ atMillis i64 · producerId i64 · positions            │
 *       PositionsDeleted   4 │ count varint · count × (topic text · partition varint) │
 *       GroupDeleted       5 │ nothing                                              │
 *       GenerationSettled  6 │ atMillis i64 · settled, see SettledCodec             │
 *       KindChanged        7 │ protocol u8: consumer 1, classic 2 · protocolType text │
 *                            └──────────────────────────────────────────────────────┘
 *   positions   topics varint · topics × (topic text · count varint · count × position)
 *   position    partition varint · offset varint · leaderEpoch + 1 varint · metadata text
 *   text        bytes varint · UTF-8
 *   varint      7 bits a byte, least first, high bit set on all but the last
 *   i64         8 bytes, most significant first
 * </pre>
 *
 * <p>A later version may add types or raise the version; it never changes what is above.
 */
public final class GroupRecordCodec {
  private static final byte VERSION = 1;

  private static final byte MEMBERSHIP_CHANGED = 1;
  private static final byte POSITIONS_COMMITTED = 2;
  private static final byte POSITIONS_STAGED = 3;
  private static final byte POSITIONS_DELETED = 4;
  private static final byte GROUP_DELETED = 5;
  private static final byte GENERATION_SETTLED = 6;
  private static final byte KIND_CHANGED = 7;

  private static final byte CONSUMER = 1;
  private static final byte CLASSIC = 2;

  private GroupRecordCodec() {}

  /** The record's bytes, in an array of their own. */
  public static byte[] encode(GroupRecord record) {
    RecordWriter out = new RecordWriter();
    out.u8(VERSION);
    if (record instanceof MembershipChanged change) {
      out.u8(MEMBERSHIP_CHANGED).text(change.group());
      out.varint(change.epoch()).u8((byte) (change.hasMembers() ? 1 : 0)).i64(change.atMillis());
    } else if (record instanceof PositionsCommitted commit) {
      out.u8(POSITIONS_COMMITTED).text(commit.group()).i64(commit.atMillis());
      writePositions(out, commit.positions());
    } else if (record instanceof PositionsStaged stage) {
      out.u8(POSITIONS_STAGED).text(stage.group()).i64(stage.atMillis()).i64(stage.producerId());
      writePositions(out, stage.positions());
    } else if (record instanceof PositionsDeleted deletion) {
      out.u8(POSITIONS_DELETED).text(deletion.group()).varint(deletion.partitions().size());
      for (TopicPartition partition : deletion.partitions()) {
        out.text(partition.topic()).varint(partition.partition());
      }
    } else if (record instanceof GroupDeleted deletion) {
      out.u8(GROUP_DELETED).text(deletion.group());
    } else if (record instanceof GenerationSettled settling) {
      out.u8(GENERATION_SETTLED).text(settling.group()).i64(settling.atMillis());
      SettledCodec.write(out, settling.settled());
    } else if (record instanceof KindChanged change) {
      out.u8(KIND_CHANGED).text(change.group());
      out.u8(change.kind().protocol() == GroupKind.Protocol.CONSUMER ? CONSUMER : CLASSIC);
      out.text(change.kind().protocolType());
    } else {
      throw new IllegalStateException("A group record without an encoding: " + record);
    }
    return out.toByteArray();
  }

  /**
   * The record of which {@code bytes} holds exactly the encoding; reads from its position to its
   * limit and moves neither.
   *
   * @throws GroupRecordFormatException when it holds anything else
   */
  public static GroupRecord decode(ByteBuffer bytes) {
    RecordReader in = new RecordReader(bytes);
    int version = in.u8();
    if (version != VERSION) {
      throw new GroupRecordFormatException(
          "A group record has version "
              + version
              + ", expected "
              + VERSION
              + ". It was not applied; open this directory with the version of Waybill that wrote it.");
    }
    int type = in.u8();
    String group = in.text();
    GroupRecord record =
        switch (type) {
          case MEMBERSHIP_CHANGED ->
              new MembershipChanged(group, in.varint32("epoch"), in.flag(), in.i64());
          case POSITIONS_COMMITTED -> {
            long atMillis = in.i64();
            yield new PositionsCommitted(group, readPositions(in), atMillis);
          }
          case POSITIONS_STAGED -> {
            long atMillis = in.i64();
            long producerId = in.i64();
            yield new PositionsStaged(group, producerId, readPositions(in), atMillis);
          }
          case POSITIONS_DELETED -> new PositionsDeleted(group, readPartitions(in));
          case GROUP_DELETED -> new GroupDeleted(group);
          case GENERATION_SETTLED -> {
            long atMillis = in.i64();
            yield new GenerationSettled(group, SettledCodec.read(in), atMillis);
          }
          case KIND_CHANGED -> new KindChanged(group, readKind(in));
          default -> throw in.damaged("type " + type + ", expected 1 to 7");
        };
    in.end();
    return record;
  }

  private static GroupKind readKind(RecordReader in) {
    int protocol = in.u8();
    if (protocol != CONSUMER && protocol != CLASSIC) {
      throw in.damaged("protocol " + protocol + ", expected 1 or 2");
    }
    return new GroupKind(
        protocol == CONSUMER ? GroupKind.Protocol.CONSUMER : GroupKind.Protocol.CLASSIC, in.text());
  }

  private static void writePositions(
      RecordWriter out, SortedMap<TopicPartition, Position> positions) {
    SortedMap<String, SortedMap<Integer, Position>> byTopic = new TreeMap<>();
    positions.forEach(
        (partition, position) ->
            byTopic
                .computeIfAbsent(partition.topic(), topic -> new TreeMap<>())
                .put(partition.partition(), position));
    out.varint(byTopic.size());
    byTopic.forEach(
        (topic, byPartition) -> {
          out.text(topic).varint(byPartition.size());
          byPartition.forEach(
              (partition, position) ->
                  out.varint(partition)
                      .varint(position.offset())
                      .varint(position.leaderEpoch() + 1L)
                      .text(position.metadata()));
        });
  }

  private static SortedMap<TopicPartition, Position> readPositions(RecordReader in) {
    SortedMap<TopicPartition, Position> positions = new TreeMap<>();
    int topics = in.varint32("topics");
    for (int t = 0; t < topics; t++) {
      String topic = in.topic();
      int count = in.varint32("positions");
      for (int p = 0; p < count; p++) {
        TopicPartition partition = new TopicPartition(topic, in.varint32("partition"));
        long offset = in.varint();
        long leaderEpoch = in.varint() - 1;
        if (offset < 0
            || leaderEpoch < Position.NO_LEADER_EPOCH
            || leaderEpoch > Integer.MAX_VALUE) {
          throw in.damaged(
              "offset " + offset + " and leader epoch " + leaderEpoch + " at " + partition);
        }
        positions.put(partition, new Position(offset, (int) leaderEpoch, in.text()));
      }
    }
    return positions;
  }

  private static SortedSet<TopicPartition> readPartitions(RecordReader in) {
    SortedSet<TopicPartition> partitions = new TreeSet<>();
    int count = in.varint32("partitions");
    for (int p = 0; p < count; p++) {
      partitions.add(new TopicPartition(in.topic(), in.varint32("partition")));
    }
    return partitions;
  }
}
