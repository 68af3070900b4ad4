package dev.waybill.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.Publisher;
import dev.waybill.Receipt;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Transaction;
import dev.waybill.Transactions;
import dev.waybill.contract.exchange.Names;
import dev.waybill.contract.gate.Needs;
import dev.waybill.engine.Capability;
import dev.waybill.error.FencedException;
import dev.waybill.message.StartPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Neither lost nor repeated: publishing, transactions, and read-process-write. */
@Needs({
  Capability.IDEMPOTENT_PUBLISH,
  Capability.TRANSACTIONS,
  Capability.POSITIONS_IN_TRANSACTION
})
@SuppressWarnings("FutureReturnValueIgnored") // A transaction's commit tells of its publishes.
public abstract class ExactlyOnceContract extends ApplicationBehaviours {

  @Test
  final void everyMessagePublishedExactlyOnceIsThereOnceAndInOrder() throws Exception {
    Topic<String> topic = topic(1);
    List<String> texts = texts(1_000, 10);
    try (Publisher<String> publisher = waybill().publisher(topic).exactlyOnce().open()) {
      List<CompletableFuture<Receipt>> futures = new ArrayList<>();
      texts.forEach(text -> futures.add(publisher.publish(text)));
      for (int i = 0; i < futures.size(); i++) {
        assertThat(receipt(futures.get(i)).offset()).isEqualTo(i);
      }
    }

    assertThat(contents(topic)).containsExactlyElementsOf(texts);
  }

  @Test
  final void aTransactionIsSeenWholeOrNotAtAll() throws Exception {
    Topic<String> one = topic(2);
    Topic<String> two = topic(1);
    waybill()
        .transaction(
            transaction -> {
              transaction.publish(one, "a:1");
              transaction.publish(one, "b:2");
              transaction.publish(two, "c:3");
            });
    assertThatThrownBy(
            () ->
                waybill()
                    .transaction(
                        transaction -> {
                          transaction.publish(one, "never:1");
                          throw new IllegalStateException("changed my mind");
                        }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(contents(one)).containsExactlyInAnyOrder("a:1", "b:2");
    assertThat(contents(two)).containsExactly("c:3");
  }

  @Test
  final void aNewerSessionOfAnIdFencesTheOlder() throws Exception {
    Topic<String> topic = topic(1);
    String id = Names.fresh("id");
    try (Transactions old = waybill().transactions(id)) {
      Transaction stale = old.begin();
      receipt(stale.publish(topic, "stale:1"));
      try (Transactions fresh = waybill().transactions(id)) {
        fresh.run(transaction -> transaction.publish(topic, "fresh:1"));

        assertThatThrownBy(stale::commit).isInstanceOf(FencedException.class);
      }
    }

    assertThat(contents(topic)).containsExactly("fresh:1");
  }

  @Test
  final void everyInputMakesItsOutputsOnceAndInOrder() throws Exception {
    Topic<String> in = topic(2);
    Topic<String> out = topic(2);
    String group = group();
    List<String> texts = texts(300, 10);
    publish(in, texts);

    Subscription subscription =
        waybill()
            .subscribe(in)
            .group(group)
            .exactlyOnce()
            .into(out)
            .process(text -> List.of(text + "/x", text + "/y"));
    caughtUp(subscription);

    List<String> made = contents(out);
    assertThat(made).hasSize(600).doesNotHaveDuplicates();
    assertOrderOfKeys(
        made, texts.stream().flatMap(text -> Stream.of(text + "/x", text + "/y")).toList());
    assertThat(committed(group, in, 0) + committed(group, in, 1)).isEqualTo(300);
  }

  @Test
  final void whatAFailedAttemptMadeIsNeverSeen() throws Exception {
    Topic<String> in = topic(1);
    Topic<String> out = topic(1);
    Topic<String> other = topic(1);
    publish(in, "a:1", "a:2", "a:3");
    AtomicInteger failures = new AtomicInteger();

    Subscription subscription =
        waybill()
            .subscribe(in)
            .group(group())
            .exactlyOnce()
            .retry(QUICK)
            .process(
                (delivery, outputs) -> {
                  outputs.publish(out, delivery.message());
                  if (delivery.message().equals("a:2") && failures.getAndIncrement() < 2) {
                    throw new IllegalStateException("not yet");
                  }
                  outputs.publish(other, delivery.message());
                });
    caughtUp(subscription);

    assertThat(failures.get()).isGreaterThan(1);
    assertThat(contents(out)).containsExactly("a:1", "a:2", "a:3");
    assertThat(contents(other)).containsExactly("a:1", "a:2", "a:3");
  }

  @Test
  final void aMessageThatIsGivenUpLeavesOnlyItsDeadLetter() throws Exception {
    Topic<String> in = topic(1);
    Topic<String> out = topic(1);
    publish(in, "a:1", "a:bad", "a:3");

    Subscription subscription =
        waybill()
            .subscribe(in)
            .group(group())
            .exactlyOnce()
            .retry(QUICK)
            .process(
                (delivery, outputs) -> {
                  outputs.publish(out, delivery.message());
                  if (delivery.message().endsWith("bad")) {
                    throw new IllegalStateException("bad order");
                  }
                });
    caughtUp(subscription);

    assertThat(contents(out)).containsExactly("a:1", "a:3");
    assertThat(subscription.counts().deadLettered()).isEqualTo(1);
  }

  @Test
  final void nothingIsMadeTwiceAfterARestart() throws Exception {
    Topic<String> in = topic(2);
    Topic<String> out = topic(1);
    String group = group();
    List<String> texts = texts(100, 10);
    publish(in, texts.subList(0, 50));
    copy(in, out, group);

    restart();
    publish(in, texts.subList(50, 100));
    copy(in, out, group);

    assertThat(contents(out)).containsExactlyInAnyOrderElementsOf(texts);
  }

  private void copy(Topic<String> in, Topic<String> out, String group) {
    caughtUp(waybill().subscribe(in).group(group).exactlyOnce().into(out).process(List::of));
  }

  @Test
  final void partitionsThatChangeHandsWhileMessagesFlowMakeNothingTwice() throws Exception {
    Topic<String> in = topic(4);
    Topic<String> out = topic(1);
    String group = group();
    List<String> texts = texts(600, 30);
    Subscription first =
        waybill().subscribe(in).group(group).exactlyOnce().into(out).process(List::of);
    publish(in, texts.subList(0, 200));
    Subscription second =
        waybill().subscribe(in).group(group).exactlyOnce().into(out).process(List::of);
    publish(in, texts.subList(200, 400));
    await("both own partitions", () -> second.assignment().size() == 2);
    publish(in, texts.subList(400, 600));
    first.close();
    await("one owns all partitions", () -> second.assignment().size() == 4);
    caughtUp(second);

    List<String> made = contents(out);
    assertThat(made).containsExactlyInAnyOrderElementsOf(texts);
    assertOrderOfKeys(made, texts);
  }

  @Test
  final void aReplayMakesOutputsOfWhatIsReadAgain() throws Exception {
    Topic<String> in = topic(1);
    Topic<String> out = topic(1);
    publish(in, "a:1", "a:2");
    Subscription subscription =
        waybill().subscribe(in).group(group()).exactlyOnce().into(out).process(List::of);
    caughtUp(subscription);

    subscription.seek(StartPosition.offset(1));
    caughtUp(subscription);

    assertThat(contents(out)).containsExactly("a:1", "a:2", "a:2");
  }
}
