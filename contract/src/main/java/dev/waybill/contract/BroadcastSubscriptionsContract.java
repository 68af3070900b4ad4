package dev.waybill.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.contract.gate.Needs;
import dev.waybill.engine.Capability;
import dev.waybill.message.StartPosition;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every live subscriber gets everything; nothing is kept for the absent. */
@Needs(Capability.BROADCAST)
public abstract class BroadcastSubscriptionsContract extends ApplicationBehaviours {

  @Test
  final void everyLiveSubscriberGetsEveryMessage() throws Exception {
    Topic<String> topic = topic(2);
    Subscription one = waybill().subscribe(topic).broadcast().handle(text -> seen.add("1 " + text));
    Subscription two = waybill().subscribe(topic).broadcast().handle(text -> seen.add("2 " + text));

    publish(topic, "a:1", "b:2");
    caughtUp(one);
    caughtUp(two);

    assertThat(seen).containsExactlyInAnyOrder("1 a:1", "1 b:2", "2 a:1", "2 b:2");
  }

  @Test
  final void nothingIsKeptForTheAbsent() throws Exception {
    Topic<String> topic = topic(1);
    publish(topic, "before:1");

    Subscription subscription = waybill().subscribe(topic).broadcast().handle(seen::add);
    publish(topic, "during:2");
    caughtUp(subscription);
    subscription.close();
    publish(topic, "after:3");

    assertThat(seen).containsExactly("during:2");
  }

  @Test
  final void aSubscriberMayStartAtTheBeginningAndHandleKeysInOrderOnLanes() throws Exception {
    Topic<String> topic = topic(2);
    List<String> texts = texts(200, 10);
    publish(topic, texts);

    caughtUp(
        waybill()
            .subscribe(topic)
            .broadcast()
            .startAt(StartPosition.earliest())
            .concurrency(3)
            .handle(seen::add));

    assertThat(seen).hasSize(200);
    assertOrderOfKeys(seen, texts);
  }

  @Test
  final void aSubscriberLeavesNoGroupBehind() throws Exception {
    Topic<String> topic = topic(1);
    List<String> before = engine().groups().list();
    try (Subscription subscription = waybill().subscribe(topic).broadcast().handle(seen::add)) {
      publish(topic, "a:1");
      caughtUp(subscription);
    }

    assertThat(
            engine().groups().list().stream()
                .filter(group -> !before.contains(group))
                .filter(
                    group ->
                        engine().groups().describe(group).stream()
                            .flatMap(described -> described.positions().stream())
                            .anyMatch(at -> at.partition().topic().equals(topic.name()))))
        .isEmpty();
  }
}
