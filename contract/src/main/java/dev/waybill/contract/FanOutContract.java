package dev.waybill.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.WhenExhausted;
import dev.waybill.contract.exchange.HeldHandler;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several groups on one topic. */
public abstract class FanOutContract extends ApplicationBehaviours {

  @Test
  final void aSlowGroupHoldsUpNoOther() throws Exception {
    Topic<String> topic = topic(2);
    List<String> texts = texts(300, 10);
    publish(topic, texts);
    HeldHandler handler = new HeldHandler();
    Subscription slow = waybill().subscribe(topic).group(group()).atLeastOnce().handle(handler);

    caughtUp(waybill().subscribe(topic).group(group()).atLeastOnce().handle(seen::add));

    assertThat(seen).containsExactlyInAnyOrderElementsOf(texts);
    assertThat(slow.counts().handled()).isZero();
    handler.release();
    caughtUp(slow);
    assertThat(slow.counts().handled()).isEqualTo(300);
  }

  @Test
  final void aGroupThatStopsHoldsUpNoOther() throws Exception {
    Topic<String> topic = topic(1);
    publish(topic, "a:1", "a:2");
    Subscription failing =
        waybill()
            .subscribe(topic)
            .group(group())
            .atLeastOnce()
            .retry(QUICK)
            .whenExhausted(WhenExhausted.stop())
            .handle(
                text -> {
                  throw new IllegalStateException("bad");
                });
    assertThat(failing.awaitEnd(patience())).isTrue();

    caughtUp(waybill().subscribe(topic).group(group()).atLeastOnce().handle(seen::add));

    assertThat(failing.state()).isEqualTo(Subscription.State.FAILED);
    assertThat(seen).containsExactly("a:1", "a:2");
  }

  @Test
  final void everyGroupGoesOnAtItsOwnPlaceAfterARestart() throws Exception {
    Topic<String> topic = topic(1);
    String ahead = group();
    String behind = group();
    publish(topic, "a:1");
    caughtUp(waybill().subscribe(topic).group(behind).atLeastOnce().handle(text -> {}));
    restart();
    publish(topic, "a:2");
    caughtUp(waybill().subscribe(topic).group(ahead).atLeastOnce().handle(text -> {}));

    restart();
    publish(topic, "a:3");
    caughtUp(
        waybill().subscribe(topic).group(behind).atLeastOnce().handle(t -> seen.add("b " + t)));
    caughtUp(waybill().subscribe(topic).group(ahead).atLeastOnce().handle(t -> seen.add("a " + t)));

    assertThat(seen).containsExactlyInAnyOrder("b a:2", "b a:3", "a a:3");
  }
}
