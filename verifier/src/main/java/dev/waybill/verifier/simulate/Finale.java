package dev.waybill.verifier.simulate;

import dev.waybill.broker.core.Core;
import dev.waybill.broker.core.Directory;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.FetchedPosition;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.partition.ReadResult;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.simulate.actor.Effects;
import dev.waybill.verifier.simulate.actor.Setting;
import dev.waybill.verifier.simulate.host.Messages;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Everything is at rest: a fresh client reads it all. */
final class Finale {
  private static final String NAME = "final";
  private static final int READ_BYTES = 1 << 20;

  private final Setting setting;

  /** What no broker at rest may show. */
  private final List<String> wrong = new ArrayList<>();

  Finale(Setting setting) {
    this.setting = setting;
  }

  /** Asks where the groups are; the answers come when the world goes on. */
  void askPositions(List<String> groups) {
    setting.host().command(core -> groups.forEach(group -> askPositions(core, group)));
  }

  private void askPositions(Core core, String group) {
    CompletableFuture<Map<TopicPartition, FetchedPosition>> found = new CompletableFuture<>();
    core.fetchPositions(group, Committer.OUTSIDE, null, found);
    var unused =
        found.thenAccept(
            positions ->
                new TreeMap<>(positions)
                    .forEach((partition, position) -> note(group, partition, position)));
  }

  private void note(String group, TopicPartition partition, FetchedPosition position) {
    if (position.pending()) {
      wrong.add("an open transaction that moves " + group + " in " + partition);
    }
    long offset = position.committed().map(Position::offset).orElse(0L);
    setting
        .trace()
        .record(
            new Event.PositionRead(NAME, group, partition.topic(), partition.partition(), offset));
  }

  void read() {
    Core core = setting.host().core();
    if (core == null) {
      throw new IllegalStateException("expected the broker to run at the end, found it down");
    }
    for (TopicDescription topic : core.directory().topics()) {
      Directory.Entry entry = core.directory().find(topic.name());
      if (entry != null) {
        entry.partitions().forEach(this::read);
      }
    }
  }

  /**
   * @throws IllegalStateException when something was found that no broker at rest may show
   */
  void requireSound() {
    if (!wrong.isEmpty()) {
      throw new IllegalStateException("expected a sound broker at rest, found " + wrong);
    }
  }

  private void read(PartitionView view) {
    TopicPartition partition = view.topicPartition();
    long start = view.offsets().logStart();
    long next = start;
    while (true) {
      ReadResult result = readFrom(view, next);
      if (result == null || result.isEmpty()) {
        break;
      }
      for (Messages.Found each : Messages.in(result, partition.topic(), next)) {
        setting
            .trace()
            .record(
                new Event.Read(
                    NAME,
                    partition.topic(),
                    partition.partition(),
                    each.offset(),
                    each.message(),
                    each.integrity()));
      }
      next = result.nextOffset();
    }
    setting
        .trace()
        .record(
            new Event.StableOffset(
                NAME,
                partition.topic(),
                partition.partition(),
                view.offsets().lastStable(),
                view.offsets().highWatermark()));
    setting
        .trace()
        .record(new Event.ReadToEnd(NAME, partition.topic(), partition.partition(), start, next));
  }

  /** Null where the partition is damaged: a reader gets no further. */
  private @Nullable ReadResult readFrom(PartitionView view, long offset) {
    try {
      return view.read(offset, Isolation.READ_COMMITTED, READ_BYTES);
    } catch (BrokerException e) {
      wrong.add(String.valueOf(e.getMessage()));
      return null;
    }
  }

  void countEffects(Effects effects, List<String> groups) {
    for (String group : groups) {
      for (long message = 0; message < setting.trace().messages(); message++) {
        setting
            .trace()
            .record(new Event.EffectCounted(NAME, group, message, effects.count(group, message)));
      }
    }
  }
}
