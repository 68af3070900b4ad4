package dev.waybill.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Delivery;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.WhenExhausted;
import dev.waybill.codec.Codecs;
import dev.waybill.contract.exchange.Names;
import dev.waybill.error.RejectedException;
import dev.waybill.message.Headers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Handlers that fail: attempts, dead letters, stops. */
public abstract class FailuresContract extends ApplicationBehaviours {

  @Test
  final void aFailedMessageIsTriedAgainBeforeTheNextOfItsKey() throws Exception {
    Topic<String> topic = topic(1);
    publish(topic, "a:1", "a:2");
    List<Integer> attempts = new CopyOnWriteArrayList<>();

    Subscription subscription =
        waybill()
            .subscribe(topic)
            .group(group())
            .atLeastOnce()
            .retry(QUICK)
            .handleDeliveries(
                delivery -> {
                  attempts.add(delivery.attempt());
                  if (delivery.attempt() < 3 && delivery.message().equals("a:1")) {
                    throw new IllegalStateException("not yet");
                  }
                  seen.add(delivery.message());
                });
    caughtUp(subscription);

    assertThat(seen).containsExactly("a:1", "a:2");
    assertThat(attempts).containsExactly(1, 2, 3, 1);
    assertThat(subscription.counts()).isEqualTo(new Subscription.Counts(2, 2, 2, 0, 0));
  }

  @Test
  final void afterTheLastAttemptAMessageBecomesADeadLetterWithItsOrigin() throws Exception {
    Topic<String> topic = topic(1);
    String group = group();
    publish(topic, "a:1", "a:bad", "a:3");

    Subscription subscription = failOnBad(topic, group, WhenExhausted.deadLetter());
    caughtUp(subscription);

    assertThat(seen).containsExactly("a:1", "a:3");
    assertThat(subscription.counts().deadLettered()).isEqualTo(1);
    assertThat(committed(group, topic, 0)).isEqualTo(3);
    Headers headers = letterOf(topic.name() + "." + group + ".dead-letters").headers();
    assertThat(headers.text("waybill-origin-topic")).contains(topic.name());
    assertThat(headers.text("waybill-origin-offset")).contains("1");
    assertThat(headers.text("waybill-origin-group")).contains(group);
    assertThat(headers.text("waybill-attempts")).contains("3");
    assertThat(headers.text("waybill-error").orElseThrow()).contains("bad order");
  }

  @Test
  final void deadLettersGoToTheTopicThatIsNamed() throws Exception {
    Topic<String> topic = topic(1);
    String letters = Names.fresh("letters");
    publish(topic, "a:bad");

    caughtUp(failOnBad(topic, group(), WhenExhausted.deadLetter(letters)));

    assertThat(letterOf(letters).message()).isEqualTo("a:bad");
  }

  private Subscription failOnBad(Topic<String> topic, String group, WhenExhausted choice) {
    return waybill()
        .subscribe(topic)
        .group(group)
        .atLeastOnce()
        .retry(QUICK)
        .whenExhausted(choice)
        .handle(
            text -> {
              if (text.endsWith("bad")) {
                throw new IllegalStateException("bad order");
              }
              seen.add(text);
            });
  }

  /** The only message in a topic of dead letters. */
  private Delivery<String> letterOf(String name) {
    List<Delivery<String>> letters = new CopyOnWriteArrayList<>();
    try (Subscription audit =
        waybill()
            .subscribe(Topic.named(name).of(Codecs.string()))
            .group(group())
            .atLeastOnce()
            .handleDeliveries(letters::add)) {
      caughtUp(audit);
    }
    assertThat(letters).hasSize(1);
    return letters.get(0);
  }

  @Test
  final void aSubscriptionMayStopBeforeWhatItCannotHandle() throws Exception {
    Topic<String> topic = topic(1);
    String group = group();
    publish(topic, "a:1", "a:bad", "a:3");

    Subscription subscription = failOnBad(topic, group, WhenExhausted.stop());

    assertThat(subscription.awaitEnd(patience())).isTrue();
    assertThat(subscription.state()).isEqualTo(Subscription.State.FAILED);
    assertThat(subscription.failure().orElseThrow())
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("offset 1");
    assertThat(committed(group, topic, 0)).isEqualTo(1);
    caughtUp(waybill().subscribe(topic).group(group).atLeastOnce().handle(seen::add));
    assertThat(seen).containsExactly("a:1", "a:bad", "a:3");
  }

  @Test
  final void aMessageThatCannotBeDecodedIsADeadLetterAndTheNextOnesAreHandled() throws Exception {
    Topic<byte[]> raw = Topic.named(Names.fresh("topic")).of(Codecs.bytes()).partitions(1);
    try (var publisher = waybill().publisher(raw).atLeastOnce().open()) {
      receipt(publisher.publish(new byte[] {(byte) 0xff, (byte) 0xfe}));
      receipt(publisher.publish(new byte[] {'o', 'k'}));
    }
    Topic<String> topic = Topic.named(raw.name()).of(Codecs.string());

    Subscription subscription =
        waybill().subscribe(topic).group(group()).atLeastOnce().retry(QUICK).handle(seen::add);
    caughtUp(subscription);

    assertThat(seen).containsExactly("ok");
    assertThat(subscription.counts().deadLettered()).isEqualTo(1);
  }

  @Test
  final void aFailedBatchIsTriedMessageByMessage() throws Exception {
    Topic<String> topic = topic(1);
    publish(topic, "a:1", "a:bad", "a:3");

    Subscription subscription =
        waybill()
            .subscribe(topic)
            .group(group())
            .atLeastOnce()
            .retry(QUICK)
            .handleBatches(
                batch -> {
                  if (batch.stream().anyMatch(each -> each.message().endsWith("bad"))) {
                    throw new IllegalStateException("bad order");
                  }
                  batch.forEach(delivery -> seen.add(delivery.message()));
                });
    caughtUp(subscription);

    assertThat(seen).containsExactly("a:1", "a:3");
    assertThat(subscription.counts().deadLettered()).isEqualTo(1);
  }

  @Test
  final void aHandlerThatOverrunsIsInterruptedAndHasFailed() throws Exception {
    Topic<String> topic = topic(1);
    publish(topic, "a:1", "a:2");

    Subscription subscription =
        waybill()
            .subscribe(topic)
            .group(group())
            .atLeastOnce()
            .retry(QUICK)
            .handlerTimeout(Duration.ofMillis(50))
            .handle(
                text -> {
                  if (text.equals("a:1")) {
                    new CountDownLatch(1).await();
                  }
                  seen.add(text);
                });
    caughtUp(subscription);

    assertThat(seen).containsExactly("a:2");
    assertThat(subscription.counts().deadLettered()).isEqualTo(1);
  }

  @Test
  final void aHandlerSlowerThanTheSessionKeepsItsPartition() throws Exception {
    Topic<String> topic = topic(1);
    String group = group();
    publish(topic, "a:1", "a:2");
    Duration session = underTest().shortSession();
    Duration least = Duration.ofSeconds(1);
    Duration asked = session.compareTo(least) < 0 ? least : session;

    Subscription subscription =
        waybill()
            .subscribe(topic)
            .group(group)
            .atLeastOnce()
            .sessionTimeout(asked)
            .handle(
                text -> {
                  if (text.equals("a:1")) {
                    TimeUnit.MILLISECONDS.sleep(asked.toMillis() * 3 / 2);
                  }
                  seen.add(text);
                });
    caughtUp(subscription);

    assertThat(seen).containsExactly("a:1", "a:2");
    assertThat(subscription.assignment()).hasSize(1);
  }
}
