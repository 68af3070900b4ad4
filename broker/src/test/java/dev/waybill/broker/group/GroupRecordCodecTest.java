package dev.waybill.broker.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.broker.group.classic.Opaque;
import dev.waybill.broker.group.classic.Protocol;
import dev.waybill.broker.group.classic.Settled;
import dev.waybill.broker.topic.TopicPartition;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class GroupRecordCodecTest {
  private static final int SEEDS = 500;

  @Test
  void readsBackWhatItWrote() {
    for (long seed = 0; seed < SEEDS; seed++) {
      GroupRecord record = random(new Random(seed));

      assertThat(decode(GroupRecordCodec.encode(record))).as("seed=%d", seed).isEqualTo(record);
    }
  }

  @Test
  void writesTheBytesOfTheDiagram() {
    TreeMap<TopicPartition, Position> positions = new TreeMap<>();
    positions.put(new TopicPartition("t", 2), new Position(300, Position.NO_LEADER_EPOCH, "m"));

    byte[] bytes = GroupRecordCodec.encode(new GroupRecord.PositionsStaged("g", 5, positions, 9));

    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo(
            "0103"
                + "0167"
                + "0000000000000009"
                + "0000000000000005"
                + "01"
                + "0174"
                + "01"
                + "02"
                + "ac02"
                + "00"
                + "016d");
  }

  @Test
  void refusesEveryTruncation() {
    for (long seed = 0; seed < SEEDS; seed++) {
      byte[] bytes = GroupRecordCodec.encode(random(new Random(seed)));
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);

        assertThatThrownBy(() -> decode(cut))
            .as("seed=%d length=%d", seed, length)
            .isInstanceOf(GroupRecordFormatException.class);
      }
    }
  }

  @Test
  void refusesGarbageWithItsOwnErrorOnly() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      byte[] bytes = GroupRecordCodec.encode(random(random));
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
      try {
        assertThat(decode(bytes)).isNotNull();
      } catch (GroupRecordFormatException damaged) {
        assertThat(damaged).hasMessageContaining("not applied");
      }
    }
  }

  @Test
  void refusesAVersionOfTheFuture() {
    assertThatExceptionOfType(GroupRecordFormatException.class)
        .isThrownBy(() -> decode(new byte[] {2, 1, 0}))
        .withMessageContaining("version 2, expected 1");
  }

  private static GroupRecord decode(byte[] bytes) {
    return GroupRecordCodec.decode(ByteBuffer.wrap(bytes));
  }

  private static GroupRecord random(Random random) {
    String group = "gruppe-ü-" + random.nextInt();
    TreeMap<TopicPartition, Position> positions = new TreeMap<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      TopicPartition partition =
          new TopicPartition("t" + random.nextInt(3), random.nextInt(Integer.MAX_VALUE));
      positions.put(
          partition,
          new Position(
              random.nextLong() >>> (1 + random.nextInt(62)),
              random.nextInt(3) - 1,
              "é".repeat(random.nextInt(3))));
    }
    long at = random.nextLong();
    return switch (random.nextInt(7)) {
      case 0 ->
          new GroupRecord.MembershipChanged(
              group, random.nextInt(Integer.MAX_VALUE), random.nextBoolean(), at);
      case 1 -> new GroupRecord.PositionsCommitted(group, positions, at);
      case 2 -> new GroupRecord.PositionsStaged(group, random.nextLong(), positions, at);
      case 3 -> new GroupRecord.PositionsDeleted(group, new TreeSet<>(positions.keySet()));
      case 4 -> new GroupRecord.GenerationSettled(group, randomSettled(random), at);
      case 5 ->
          new GroupRecord.KindChanged(
              group, random.nextBoolean() ? GroupKind.CONSUMER : GroupKind.classic("connect"));
      default -> new GroupRecord.GroupDeleted(group);
    };
  }

  private static Settled randomSettled(Random random) {
    List<Settled.SettledMember> members = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      members.add(
          new Settled.SettledMember(
              "m" + i,
              random.nextBoolean() ? Optional.of("i" + i) : Optional.empty(),
              "client-é",
              "/::1",
              Duration.ofMillis(random.nextInt(100_000)),
              Duration.ofMillis(random.nextInt(100_000)),
              List.of(new Protocol("range", Opaque.copyOf(bytes))),
              Opaque.copyOf(bytes)));
    }
    return new Settled(random.nextInt(Integer.MAX_VALUE), "consumer", "range", "m1", members);
  }
}
