package dev.waybill.verifier.simulate.actor;

import dev.waybill.broker.group.FetchedPosition;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.simulate.host.Answer;
import dev.waybill.verifier.simulate.host.Remote;
import dev.waybill.verifier.simulate.world.Link.Carriage;
import dev.waybill.verifier.simulate.world.Program;
import dev.waybill.verifier.simulate.world.World;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks where a group goes on, again and again until no open transaction may still move it. An
 * answer that is older than a session is not believed: the partition may be another member's by
 * now.
 */
final class Positions {
  private static final long BELIEVED = 400_000;

  private final Setting setting;
  private final World world;
  private final Program program;
  private final Remote remote;
  private final String group;

  Positions(Setting setting, Program program, Remote remote, String group) {
    this.setting = setting;
    this.world = setting.world();
    this.program = program;
    this.remote = remote;
    this.group = group;
  }

  /**
   * @param committer who asks; null while it is no member, which ends the asking
   * @param found gets the next offset of each, 0 where nothing was committed
   */
  void find(
      Collection<TopicPartition> partitions,
      Supplier<dev.waybill.broker.group.@Nullable Committer> committer,
      Consumer<Map<TopicPartition, Long>> found) {
    var who = committer.get();
    if (who == null || partitions.isEmpty()) {
      return;
    }
    var asked = new TreeSet<>(partitions);
    long since = world.nowMicros();
    for (TopicPartition each : asked) {
      setting
          .trace()
          .record(new Event.PositionAsked(program.name(), group, each.topic(), each.partition()));
    }
    remote.<Map<TopicPartition, FetchedPosition>>ask(
        "fetch-positions",
        Carriage.ORDERED,
        Patience.ANSWER,
        (core, future) -> core.fetchPositions(group, who, asked, future),
        answer -> {
          Map<TopicPartition, Long> next = settled(answer, asked);
          if (next != null && world.nowMicros() - since <= BELIEVED) {
            found.accept(next);
          } else {
            program.later(Patience.MOST_PAUSE, () -> find(asked, committer, found));
          }
        });
  }

  private static @Nullable Map<TopicPartition, Long> settled(
      Answer<Map<TopicPartition, FetchedPosition>> answer, Collection<TopicPartition> asked) {
    if (!(answer instanceof Answer.Done<Map<TopicPartition, FetchedPosition>> done)) {
      return null;
    }
    Map<TopicPartition, Long> next = new TreeMap<>();
    for (TopicPartition partition : asked) {
      FetchedPosition position = done.value().get(partition);
      if (position != null && position.pending()) {
        return null;
      }
      next.put(
          partition, position == null ? 0L : position.committed().map(Position::offset).orElse(0L));
    }
    return next;
  }
}
