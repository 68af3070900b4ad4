package dev.waybill.runtime.migrate;

import dev.waybill.admin.GroupDescription;
import dev.waybill.admin.TopicDescription;
import dev.waybill.admin.TopicDescription.PartitionDescription;
import dev.waybill.admin.TopicSettings;
import dev.waybill.engine.Engine;
import dev.waybill.error.RejectedException;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.migrate.Marks.Mark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is to be moved, as the source has it at this moment. Positions are looked at before the
 * ends, so that every position lies within what is moved.
 */
final class Survey {
  private final Engine source;
  private final Engine target;
  private final Selection selection;

  Survey(Engine source, Engine target, Selection selection) {
    this.source = source;
    this.target = target;
    this.selection = selection;
  }

  /**
   * Looks at both sides and changes nothing.
   *
   * @throws RejectedException something selected does not exist, or a topic of the target has
   *     another number of partitions
   */
  List<TopicPlan> plan() {
    Map<TopicPartition, List<Mark>> marks = positions();
    List<TopicPlan> plans = new ArrayList<>();
    for (String name : selected("topic", selection.topics(), source.topics().list())) {
      plans.add(plan(name, marks));
    }
    return plans;
  }

  private Map<TopicPartition, List<Mark>> positions() {
    Map<TopicPartition, List<Mark>> marks = new HashMap<>();
    for (String group : selected("group", selection.groups(), source.groups().list())) {
      Optional<GroupDescription> found = source.groups().describe(group);
      if (found.isEmpty()) {
        continue; // deleted since it was listed
      }
      for (GroupDescription.Position position : found.get().positions()) {
        if (position.committed() >= 0) {
          marks
              .computeIfAbsent(position.partition(), unused -> new ArrayList<>())
              .add(new Mark(group, position.committed()));
        }
      }
    }
    return marks;
  }

  private static Set<String> selected(
      String kind, Optional<Set<String>> asked, List<String> existing) {
    if (asked.isEmpty()) {
      return new TreeSet<>(existing);
    }
    for (String name : asked.get()) {
      if (!existing.contains(name)) {
        throw new RejectedException(
            "migrating "
                + kind
                + " "
                + name
                + ": expected one that the source has, found "
                + (existing.isEmpty() ? "none there" : String.join(", ", existing))
                + "; nothing was changed. Correct the name");
      }
    }
    return new TreeSet<>(asked.get());
  }

  private TopicPlan plan(String name, Map<TopicPartition, List<Mark>> marks) {
    TopicDescription described =
        source
            .topics()
            .describe(name)
            .orElseThrow(
                () ->
                    new RejectedException(
                        "migrating topic "
                            + name
                            + ": expected an existing topic, found that it was deleted meanwhile;"
                            + " nothing was changed. Run the migration again"));
    Optional<TopicDescription> there = target.topics().describe(name);
    there.ifPresent(found -> requireSamePartitions(described, found));
    List<Track> tracks = new ArrayList<>();
    for (PartitionDescription each : described.partitions()) {
      TopicPartition partition = new TopicPartition(name, each.partition());
      tracks.add(
          new Track(
              partition,
              each.startOffset(),
              each.stableOffset(),
              each.endOffset() - each.stableOffset(),
              new Marks(marks.getOrDefault(partition, List.of()))));
    }
    return new TopicPlan(
        name,
        described.settings(),
        there.isPresent(),
        there.map(found -> differences(described.settings(), found.settings())).orElse(List.of()),
        tracks);
  }

  private static void requireSamePartitions(TopicDescription here, TopicDescription there) {
    if (here.partitions().size() != there.partitions().size()) {
      throw new RejectedException(
          "migrating topic "
              + here.name()
              + ": expected as many partitions in the target as in the source, "
              + here.partitions().size()
              + ", found "
              + there.partitions().size()
              + "; nothing was changed, because keys would move to other partitions and lose their"
              + " order. Delete the target's topic if nobody needs it, or add partitions on the"
              + " side that has fewer");
    }
  }

  private static List<String> differences(TopicSettings here, TopicSettings there) {
    List<String> differences = new ArrayList<>();
    difference(differences, "retentionTime", here.retentionTime(), there.retentionTime());
    difference(differences, "retentionBytes", here.retentionBytes(), there.retentionBytes());
    difference(differences, "segmentBytes", here.segmentBytes(), there.segmentBytes());
    difference(differences, "maxMessageBytes", here.maxMessageBytes(), there.maxMessageBytes());
    return differences;
  }

  private static void difference(List<String> to, String name, Object here, Object there) {
    if (!here.equals(there)) {
      to.add(name + " is " + there + " in the target and " + here + " in the source");
    }
  }
}
