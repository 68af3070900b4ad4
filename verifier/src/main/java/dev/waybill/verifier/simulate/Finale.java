package dev.waybill.verifier.simulate;

import dev.waybill.broker.core.Core;
import dev.waybill.broker.core.Directory;
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

/** Everything is at rest: a fresh client reads it all. */
final class Finale {
  private static final String NAME = "final";
  private static final int READ_BYTES = 1 << 20;

  private final Setting setting;

  /** What open transactions are about to move. */
  private final List<String> pending = new ArrayList<>();

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
      pending.add(group + " in " + partition);
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
    if (!pending.isEmpty()) {
      throw new IllegalStateException(
          "expected no open transaction at rest, found some that move " + pending);
    }
  }

  private void read(PartitionView view) {
    TopicPartition partition = view.topicPartition();
    long start = view.offsets().logStart();
    long next = start;
    while (true) {
      ReadResult result = view.read(next, Isolation.READ_COMMITTED, READ_BYTES);
      if (result.isEmpty()) {
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
