package dev.waybill.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.Publisher;
import dev.waybill.Receipt;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.contract.exchange.HeldHandler;
import dev.waybill.error.RejectedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Ends in the middle: what is accepted is answered, what is in hand is finished or comes again. */
public abstract class ClosingContract extends ApplicationBehaviours {

  @Test
  final void aCloseInTheMiddleLosesNothing() throws Exception {
    Topic<String> topic = topic(2);
    String group = group();
    List<String> texts = texts(300, 10);
    publish(topic, texts);
    CountDownLatch some = new CountDownLatch(20);
    waybill()
        .subscribe(topic)
        .group(group)
        .atLeastOnce()
        .concurrency(3)
        .handle(
            text -> {
              TimeUnit.MILLISECONDS.sleep(2);
              seen.add(text);
              some.countDown();
            });
    some.await();

    restart();
    int handledBefore = seen.size();
    caughtUp(waybill().subscribe(topic).group(group).atLeastOnce().handle(seen::add));

    assertThat(handledBefore).as("it was closed in the middle").isLessThan(300);
    assertThat(Set.copyOf(seen)).containsExactlyInAnyOrderElementsOf(texts);
  }

  @Test
  final void aCloseWaitsForTheHandlerAndCommitsWhatItDid() throws Exception {
    Topic<String> topic = topic(1);
    String group = group();
    publish(topic, "a:1");
    HeldHandler handler = new HeldHandler(seen::add);
    Subscription subscription =
        waybill().subscribe(topic).group(group).atLeastOnce().handle(handler);
    handler.awaitEntered();
    Thread closing = new Thread(subscription::close);
    closing.start();
    handler.release();
    closing.join(patience().toMillis());

    assertThat(subscription.state()).isEqualTo(Subscription.State.CLOSED);
    assertThat(seen).containsExactly("a:1");
    assertThat(committed(group, topic, 0)).isEqualTo(1);
  }

  @Test
  final void whatACloseInterruptedIsHandledAgain() throws Exception {
    Topic<String> topic = topic(1);
    String group = group();
    publish(topic, "a:1");
    HeldHandler handler = new HeldHandler();
    Subscription subscription =
        waybill().subscribe(topic).group(group).atLeastOnce().handle(handler);
    handler.awaitEntered();

    subscription.close(Duration.ZERO);
    caughtUp(waybill().subscribe(topic).group(group).atLeastOnce().handle(seen::add));

    assertThat(seen).containsExactly("a:1");
  }

  @Test
  final void aPausedSubscriptionKeepsItsPartitionsAndGoesOnWhenResumed() throws Exception {
    Topic<String> topic = topic(1);
    Subscription subscription =
        waybill().subscribe(topic).group(group()).atLeastOnce().handle(seen::add);
    publish(topic, "a:1");
    caughtUp(subscription);
    subscription.pause();
    publish(topic, "a:2");

    assertThat(subscription.awaitCaughtUp(underTest().quiet())).isFalse();
    assertThat(subscription.assignment()).hasSize(1);
    assertThat(seen).containsExactly("a:1");
    subscription.resume();
    caughtUp(subscription);

    assertThat(seen).containsExactly("a:1", "a:2");
  }

  @Test
  final void aPublisherThatIsClosedHasAnsweredEverything() throws Exception {
    Topic<String> topic = topic(2);
    List<CompletableFuture<Receipt>> futures = new ArrayList<>();
    try (Publisher<String> publisher =
        waybill().publisher(topic).atLeastOnce().linger(Duration.ofSeconds(30)).open()) {
      texts(500, 10).forEach(text -> futures.add(publisher.publish(text)));
    }

    assertThat(futures).allMatch(CompletableFuture::isDone);
    for (CompletableFuture<Receipt> future : futures) {
      assertThat(receipt(future).offset()).isNotNegative();
    }
  }

  @Test
  final void aClosedWaybillRefusesEverythingAndItsEngineIsClosed() {
    Topic<String> topic = topic(1);
    waybill().close();
    waybill().close();

    assertThatThrownBy(() -> waybill().publisher(topic)).isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> waybill().subscribe(topic)).isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> waybill().topics().list()).isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> waybill().explain()).isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> engine().topics().list()).isInstanceOf(RejectedException.class);
  }
}
