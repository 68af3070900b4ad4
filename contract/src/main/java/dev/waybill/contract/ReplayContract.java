package dev.waybill.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.contract.gate.Needs;
import dev.waybill.engine.Capability;
import dev.waybill.error.RejectedException;
import dev.waybill.message.StartPosition;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Handling again what was handled before. */
public abstract class ReplayContract extends ApplicationBehaviours {

  @Test
  final void aGroupGoesBackToAnOffset() throws Exception {
    Topic<String> topic = topic(1);
    String group = group();
    publish(topic, "a:1", "a:2", "a:3");
    Subscription subscription =
        waybill().subscribe(topic).group(group).atLeastOnce().handle(seen::add);
    caughtUp(subscription);

    subscription.seek(StartPosition.offset(1));
    assertThat(seen).startsWith("a:1", "a:2", "a:3");
    caughtUp(subscription);

    assertThat(seen).containsExactly("a:1", "a:2", "a:3", "a:2", "a:3");
    assertThat(committed(group, topic, 0)).isEqualTo(3);
  }

  @Test
  final void aGroupGoesBackToTheBeginningInAllPartitions() throws Exception {
    Topic<String> topic = topic(3);
    publish(topic, texts(60, 12));
    Subscription subscription =
        waybill().subscribe(topic).group(group()).atLeastOnce().handle(seen::add);
    caughtUp(subscription);

    subscription.seek(StartPosition.earliest());
    caughtUp(subscription);

    assertThat(seen).hasSize(120);
    assertThat(seen.subList(60, 120)).containsExactlyInAnyOrderElementsOf(texts(60, 12));
  }

  @Test
  @Needs(Capability.SEEK_BY_TIME)
  final void aGroupGoesBackToATime() throws Exception {
    Topic<String> topic = topic(1);
    Instant between = publishAround(topic);
    Subscription subscription =
        waybill().subscribe(topic).group(group()).atLeastOnce().handle(seen::add);
    caughtUp(subscription);

    subscription.seek(StartPosition.time(between));
    caughtUp(subscription);

    assertThat(seen).containsExactly("a:1", "a:2", "a:3", "a:3");
  }

  @Test
  @Needs(Capability.SEEK_BY_TIME)
  final void aNewGroupStartsAtATime() throws Exception {
    Topic<String> topic = topic(1);
    Instant between = publishAround(topic);

    caughtUp(
        waybill()
            .subscribe(topic)
            .group(group())
            .atLeastOnce()
            .startAt(StartPosition.time(between))
            .handle(seen::add));

    assertThat(seen).containsExactly("a:3");
  }

  /** Two messages, a moment later a third one; returns a time between. */
  private Instant publishAround(Topic<String> topic) throws Exception {
    publish(topic, "a:1", "a:2");
    long before = System.currentTimeMillis();
    while (System.currentTimeMillis() <= before + 1) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    publish(topic, "a:3");
    return Instant.ofEpochMilli(before + 1);
  }

  @Test
  final void aNewGroupStartsAtAnOffsetOrAtTheLatestMessage() throws Exception {
    Topic<String> topic = topic(1);
    publish(topic, "a:1", "a:2");

    caughtUp(
        waybill()
            .subscribe(topic)
            .group(group())
            .atLeastOnce()
            .startAt(StartPosition.offset(1))
            .handle(text -> seen.add("offset " + text)));
    Subscription latest =
        waybill()
            .subscribe(topic)
            .group(group())
            .atLeastOnce()
            .startAt(StartPosition.latest())
            .handle(text -> seen.add("latest " + text));
    caughtUp(latest);
    publish(topic, "a:3");
    caughtUp(latest);

    assertThat(seen).contains("offset a:2", "latest a:3").doesNotContain("latest a:2");
  }

  @Test
  final void aPlaceOutOfRangeIsRejectedAndNothingMoves() throws Exception {
    Topic<String> topic = topic(1);
    String group = group();
    publish(topic, "a:1");
    Subscription subscription =
        waybill().subscribe(topic).group(group).atLeastOnce().handle(seen::add);
    caughtUp(subscription);

    assertThatThrownBy(() -> subscription.seek(StartPosition.offset(99)))
        .isInstanceOf(RejectedException.class);
    publish(topic, "a:2");
    caughtUp(subscription);

    assertThat(seen).containsExactly("a:1", "a:2");
    assertThat(committed(group, topic, 0)).isEqualTo(2);
  }
}
