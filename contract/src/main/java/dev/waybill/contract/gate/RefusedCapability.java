package dev.waybill.contract.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.codec.Codecs;
import dev.waybill.contract.exchange.Names;
import dev.waybill.contract.subject.EngineHolder;
import dev.waybill.engine.Capability;
import dev.waybill.engine.Engine;
import dev.waybill.error.UnsupportedException;
import dev.waybill.message.StartPosition;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A plan that needs what the engine says it has not. */
record RefusedCapability(Capability missing) implements Refusal {

  @Override
  public String demand(EngineHolder holder) {
    Engine engine = holder.engine();
    assertThatThrownBy(plan(engine))
        .as("a plan that needs %s of an engine without it", missing)
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining(engine.name())
        .message()
        .satisfies(text -> assertThat(lackedBy(engine)).anyMatch(text::contains));
    return "no " + missing;
  }

  /** Whatever is missing first may be named: a plan may need several things. */
  private static List<String> lackedBy(Engine engine) {
    return Stream.of(Capability.values())
        .filter(each -> !engine.capabilities().can(each))
        .map(Capability::name)
        .toList();
  }

  private ThrowingCallable plan(Engine engine) {
    Topic<String> topic = Topic.named(Names.fresh("refused")).of(Codecs.string()).partitions(1);
    // Never closed: that would close the engine, and what is refused opens nothing.
    Waybill waybill = Waybill.over(engine);
    String group = Names.fresh("group");
    return switch (missing) {
      case PUBLISH_UNCONFIRMED -> closing(() -> waybill.publisher(topic).atMostOnce().open());
      case PUBLISH_WRITTEN ->
          closing(() -> waybill.publisher(topic).atLeastOnce().answerWhenWritten().open());
      case PUBLISH_SYNCED, PUBLISH_REPLICATED ->
          closing(() -> waybill.publisher(topic).atLeastOnce().open());
      case IDEMPOTENT_PUBLISH -> closing(() -> waybill.publisher(topic).exactlyOnce().open());
      case TRANSACTIONS -> closing(() -> waybill.transactions(Names.fresh("id")));
      case POSITIONS_IN_TRANSACTION ->
          closing(
              () ->
                  waybill
                      .subscribe(topic)
                      .group(group)
                      .exactlyOnce()
                      .into(topic)
                      .process(text -> List.of()));
      case GROUPS ->
          closing(() -> waybill.subscribe(topic).group(group).atLeastOnce().handle(text -> {}));
      case BROADCAST -> closing(() -> waybill.subscribe(topic).broadcast().handle(text -> {}));
      case SEEK_BY_TIME -> closing(() -> fromATime(engine, waybill, topic, group));
    };
  }

  private static Subscription fromATime(
      Engine engine, Waybill waybill, Topic<String> topic, String group) {
    StartPosition time = StartPosition.time(Instant.EPOCH);
    return engine.capabilities().can(Capability.GROUPS)
        ? waybill.subscribe(topic).group(group).atLeastOnce().startAt(time).handle(text -> {})
        : waybill.subscribe(topic).broadcast().startAt(time).handle(text -> {});
  }

  /** What is opened although it should have been refused is closed again. */
  private interface Opening {
    AutoCloseable open() throws Exception;
  }

  private static ThrowingCallable closing(Opening opening) {
    return () -> opening.open().close();
  }
}
