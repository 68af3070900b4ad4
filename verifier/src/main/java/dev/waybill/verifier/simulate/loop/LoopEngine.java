package dev.waybill.verifier.simulate.loop;

import dev.waybill.admin.Groups;
import dev.waybill.admin.Topics;
import dev.waybill.broker.partition.Offsets;
import dev.waybill.embedded.translation.Words;
import dev.waybill.engine.Capabilities;
import dev.waybill.engine.Capability;
import dev.waybill.engine.ConsumerSettings;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.engine.PublisherSettings;
import dev.waybill.engine.TransactionSettings;
import dev.waybill.error.UnsupportedException;
import dev.waybill.message.TopicPartition;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.simulate.actor.Membership;
import dev.waybill.verifier.simulate.actor.Setting;
import dev.waybill.verifier.simulate.host.Remote;
import dev.waybill.verifier.simulate.world.Program;
import dev.waybill.verifier.simulate.world.Rng;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a process of the simulated world has of an engine: subscriptions, and their transactions.
 */
final class LoopEngine implements Engine {
  /** Makes the side of a member that speaks with the group. */
  interface Joining {
    Membership membership(String group, Set<String> topics, Membership.Listener listener);
  }

  private final Setting setting;
  private final Program program;
  private final Remote remote;
  private final Strands strands;
  private final Calls calls;
  private final Rng rng;
  private final Joining joining;
  private final Map<Long, Event.Delivered> made = new HashMap<>();
  private long sequence;
  private List<dev.waybill.broker.topic.TopicPartition> partitions = List.of();

  LoopEngine(
      Setting setting, Program program, Remote remote, Strands strands, Rng rng, Joining joining) {
    this.setting = setting;
    this.program = program;
    this.remote = remote;
    this.strands = strands;
    this.calls = new Calls(remote, strands);
    this.rng = rng;
    this.joining = joining;
  }

  // ---- what the consumer needs of its process

  String process() {
    return program.name();
  }

  Program program() {
    return program;
  }

  Remote remote() {
    return remote;
  }

  Strands strands() {
    return strands;
  }

  Calls calls() {
    return calls;
  }

  Rng rng() {
    return rng;
  }

  /** What a dying process's threads still do is nothing that happens. */
  void record(Event event) {
    if (program.isAlive()) {
      setting.trace().record(event);
    }
  }

  /**
   * A processor made that message of this delivery. What it makes may be thrown away: the delivery
   * counts when a transaction takes the message up.
   */
  void made(long message, Event.Delivered of) {
    made.put(message, of);
  }

  void takenUp(long message) {
    Event.Delivered of = made.remove(message);
    if (of != null) {
      record(of);
    }
  }

  /** Rises with everything that this process publishes. */
  long nextSequence() {
    return sequence++;
  }

  long nextTransaction() {
    return setting.trace().nextTransaction();
  }

  long wallMillis() {
    return setting.host().wallMillis();
  }

  long nextUse() {
    return setting.trace().nextUse();
  }

  Membership membership(String group, Set<String> topics, Membership.Listener listener) {
    return joining.membership(group, topics, listener);
  }

  /** Of the topics that its subscriptions read. */
  List<dev.waybill.broker.topic.TopicPartition> partitions() {
    return partitions;
  }

  Offsets offsets(TopicPartition partition) {
    return calls.look(
        "list-offsets",
        (core, future) ->
            future.complete(setting.host().view(Words.toBroker(partition)).offsets()));
  }

  // ---- the engine

  @Override
  public String name() {
    return "simulated";
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(
        name(),
        Set.of(Capability.GROUPS, Capability.TRANSACTIONS, Capability.POSITIONS_IN_TRANSACTION),
        List.of());
  }

  @Override
  public Topics topics() {
    return new LoopTopics(setting.host());
  }

  @Override
  public Groups groups() {
    return new LoopGroups(this);
  }

  @Override
  public EngineConsumer consumer(ConsumerSettings settings) {
    partitions =
        settings.topics().stream()
            .sorted()
            .flatMap(
                topic ->
                    IntStream.range(0, setting.host().partitions(topic))
                        .mapToObj(i -> new dev.waybill.broker.topic.TopicPartition(topic, i)))
            .toList();
    return new LoopConsumer(this, settings);
  }

  @Override
  public EnginePublisher publisher(PublisherSettings settings) {
    throw nothingOfThat("publishers");
  }

  @Override
  public EngineTransactions transactions(TransactionSettings settings) {
    return new LoopTransactions(this, settings.transactionalId());
  }

  @Override
  public void close() {}

  private static UnsupportedException nothingOfThat(String what) {
    return new UnsupportedException("expected subscriptions only, found a use of " + what);
  }
}
