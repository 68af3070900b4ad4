package dev.waybill.verifier.simulate.actor;

import dev.waybill.broker.core.Core;
import dev.waybill.broker.core.Directory;
import dev.waybill.broker.group.GroupDescription;
import dev.waybill.broker.partition.Offsets;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.transaction.TransactionDescription;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.simulate.world.Coverage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Looks at the broker now and then: stable offsets, and which states things are in. */
public final class Observer {
  private static final String NAME = "observer";
  private static final long INTERVAL = 200_000;

  private final Setting setting;
  private final List<String> groups;
  private final Map<TopicPartition, Offsets> seen = new HashMap<>();
  private final Map<String, String> states = new HashMap<>();

  public Observer(Setting setting, List<String> groups) {
    this.setting = setting;
    this.groups = List.copyOf(groups);
  }

  public void begin() {
    setting.world().after(INTERVAL, this::look);
  }

  private void look() {
    Core core = setting.host().core();
    if (core != null) {
      stable(core);
      setting.host().command(this::ask);
    }
    begin();
  }

  private void stable(Core core) {
    for (TopicDescription topic : core.directory().topics()) {
      Directory.Entry entry = core.directory().find(topic.name());
      if (entry == null) {
        continue;
      }
      for (PartitionView view : entry.partitions()) {
        Offsets offsets = view.offsets();
        boolean held = offsets.lastStable() < offsets.highWatermark();
        if (offsets.equals(seen.put(view.topicPartition(), offsets)) && !held) {
          continue; // at rest, as it was
        }
        setting
            .trace()
            .record(
                new Event.StableOffset(
                    NAME,
                    topic.name(),
                    view.topicPartition().partition(),
                    offsets.lastStable(),
                    offsets.highWatermark()));
      }
    }
  }

  private void ask(Core core) {
    for (String group : groups) {
      CompletableFuture<GroupDescription> described = new CompletableFuture<>();
      core.describeGroup(group, described);
      var unused = described.thenAccept(this::note);
    }
    CompletableFuture<List<TransactionDescription>> transactions = new CompletableFuture<>();
    core.listTransactions(transactions);
    var unused =
        transactions.thenAccept(
            all ->
                all.forEach(
                    each -> note("transaction", each.transactionalId(), "" + each.state())));
  }

  private void note(GroupDescription group) {
    note("group", group.name(), group.state().toString());
    group.members().forEach(member -> note("member", member.memberId(), "" + member.state()));
  }

  private void note(String what, String name, String state) {
    String before = states.put(what + name, state);
    Coverage coverage = setting.trace().coverage();
    if (before != null && !before.equals(state)) {
      coverage.hit(what + ":" + before + " to " + state);
    } else if (before == null) {
      coverage.hit(what + ":" + state);
    }
  }
}
