package dev.waybill.broker.group;

import dev.waybill.broker.group.classic.Opaque;
import dev.waybill.broker.group.classic.Protocol;
import dev.waybill.broker.group.classic.Settled;
import dev.waybill.broker.topic.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Examples for tests. */
public final class GroupRecords {
  private GroupRecords() {}

  /** A small record of each kind. */
  public static Stream<GroupRecord> oneOfEach() {
    TreeMap<TopicPartition, Position> positions = new TreeMap<>();
    positions.put(new TopicPartition("orders", 0), new Position(7, 1, "m"));
    positions.put(new TopicPartition("orders", 1), Position.at(8));
    Settled.SettledMember member =
        new Settled.SettledMember(
            "m1",
            Optional.of("i1"),
            "client",
            "/::1",
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            List.of(new Protocol("range", Opaque.copyOf(new byte[] {1}))),
            Opaque.EMPTY);
    return Stream.of(
        new GroupRecord.MembershipChanged("g", 3, true, 4),
        new GroupRecord.PositionsCommitted("g", positions, 5),
        new GroupRecord.PositionsStaged("g", 6, positions, 5),
        new GroupRecord.PositionsDeleted("g", new TreeSet<>(positions.keySet())),
        new GroupRecord.GenerationSettled(
            "g", new Settled(1, "consumer", "range", "m1", List.of(member)), 5),
        new GroupRecord.KindChanged("g", GroupKind.classic("connect")),
        new GroupRecord.GroupDeleted("g"));
  }
}
