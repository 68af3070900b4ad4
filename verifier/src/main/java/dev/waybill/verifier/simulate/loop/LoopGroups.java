package dev.waybill.verifier.simulate.loop;

import dev.waybill.admin.GroupDescription;
import dev.waybill.admin.Groups;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.embedded.translation.Words;
import dev.waybill.error.UnsupportedException;
import dev.waybill.message.StartPosition;
import dev.waybill.verifier.history.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a group is, as the broker describes it. Nothing is changed. */
final class LoopGroups implements Groups {
  private final LoopEngine engine;

  LoopGroups(LoopEngine engine) {
    this.engine = engine;
  }

  @Override
  public Optional<GroupDescription> describe(String group) {
    for (TopicPartition each : engine.partitions()) {
      engine.record(
          new Event.PositionAsked(engine.process(), group, each.topic(), each.partition()));
    }
    dev.waybill.broker.group.GroupDescription found =
        engine.calls().look("describe-group", (core, future) -> core.describeGroup(group, future));
    List<GroupDescription.Position> positions = new ArrayList<>();
    found
        .positions()
        .forEach(
            (partition, position) ->
                positions.add(
                    new GroupDescription.Position(
                        Words.toApi(partition), position.offset(), position.offset(), null)));
    return Optional.of(
        new GroupDescription(group, found.state().toString(), found.epoch(), List.of(), positions));
  }

  @Override
  public List<String> list() {
    return List.of();
  }

  @Override
  public void reset(String group, String topic, StartPosition position) {
    throw nothingIsChanged();
  }

  @Override
  public void reset(String group, Map<dev.waybill.message.TopicPartition, Long> next) {
    throw nothingIsChanged();
  }

  @Override
  public void delete(String group) {
    throw nothingIsChanged();
  }

  private static UnsupportedException nothingIsChanged() {
    return new UnsupportedException("expected to look at groups only, found a change of them");
  }
}
