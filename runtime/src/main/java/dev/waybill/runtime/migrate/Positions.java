package dev.waybill.runtime.migrate;

import dev.waybill.admin.GroupDescription;
import dev.waybill.admin.Groups;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.migrate.Marks.Mark;
import dev.waybill.runtime.migrate.MigrationReport.PositionReport;
import dev.waybill.runtime.migrate.MigrationReport.PositionReport.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts the target's groups before the same message as the source's, never back. */
final class Positions {
  private static final long NOTHING_COMMITTED = -1;

  private final Groups groups;
  private final boolean write;

  /**
   * @param write false: only says what would be done
   */
  Positions(Groups groups, boolean write) {
    this.groups = groups;
    this.write = write;
  }

  List<PositionReport> run(List<TopicPlan> topics) {
    SortedMap<String, SortedMap<TopicPartition, Mark>> byGroup = new TreeMap<>();
    for (TopicPlan topic : topics) {
      for (Track track : topic.tracks()) {
        for (Mark mark : track.marks.all()) {
          byGroup.computeIfAbsent(mark.group, unused -> new TreeMap<>()).put(track.partition, mark);
        }
      }
    }
    List<PositionReport> reports = new ArrayList<>();
    byGroup.forEach((group, marks) -> reports.addAll(move(group, marks)));
    return reports;
  }

  private List<PositionReport> move(String group, SortedMap<TopicPartition, Mark> marks) {
    Optional<GroupDescription> there = groups.describe(group);
    Map<TopicPartition, Long> committed = new HashMap<>();
    there.ifPresent(
        found -> found.positions().forEach(at -> committed.put(at.partition(), at.committed())));
    boolean hasMembers = there.isPresent() && !there.get().members().isEmpty();
    Map<TopicPartition, Long> next = new TreeMap<>();
    List<PositionReport> reports = new ArrayList<>();
    marks.forEach(
        (partition, mark) -> {
          long now = committed.getOrDefault(partition, NOTHING_COMMITTED);
          Outcome outcome = outcome(mark, now, hasMembers);
          if (outcome == Outcome.MOVED) {
            next.put(partition, mark.target());
          }
          reports.add(new PositionReport(group, partition, mark.position, mark.target(), outcome));
        });
    if (!next.isEmpty()) {
      groups.reset(group, next);
    }
    return reports;
  }

  private Outcome outcome(Mark mark, long now, boolean hasMembers) {
    if (mark.target() >= 0 && now >= mark.target()) {
      return now == mark.target() ? Outcome.THERE : Outcome.FURTHER;
    }
    if (!write) {
      return Outcome.BEHIND;
    }
    return hasMembers ? Outcome.HAS_MEMBERS : Outcome.MOVED;
  }
}
