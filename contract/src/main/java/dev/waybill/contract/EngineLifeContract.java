package dev.waybill.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.contract.exchange.Answer;
import dev.waybill.contract.exchange.Names;
import dev.waybill.contract.exchange.Publishing;
import dev.waybill.contract.exchange.Reading;
import dev.waybill.contract.gate.Needs;
import dev.waybill.engine.Acks;
import dev.waybill.engine.Capability;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.error.RejectedException;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The end of an engine. */
public abstract class EngineLifeContract extends EngineBehaviours {

  @Test
  final void aClosedEngineRefusesEverything() {
    String topic = topic(1);
    engine().close();
    engine().close();

    assertThatThrownBy(() -> engine().topics().list()).isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> engine().groups().list()).isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> publisher(Acks.SYNCED)).isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> transactions(Names.fresh("id"))).isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> consumer(Reading.broadcast(topic)))
        .isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> consumer(Reading.member(Names.fresh("group"), topic)))
        .isInstanceOf(RejectedException.class);
  }

  @Test
  final void closingTheEngineAnswersWhatWasAcceptedAndClosesItsPublishers() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EnginePublisher publisher =
        engine()
            .publisher(Publishing.with(Acks.SYNCED).lingering(Duration.ofSeconds(30)).settings());
    Answer answer = publish(publisher, partition, "accepted before");

    engine().close();

    assertThat(answer.stored().offset()).isZero();
    assertThatThrownBy(() -> publish(publisher, partition, "after"))
        .isInstanceOf(RejectedException.class);
  }

  @Test
  @Needs(Capability.TRANSACTIONS)
  final void closingTheEngineClosesItsTransactions() {
    EngineTransactions session = transactions(Names.fresh("id"));

    engine().close();

    assertThatThrownBy(session::begin).isInstanceOf(RejectedException.class);
  }

  @Test
  @Needs(Capability.BROADCAST)
  final void closingTheEngineEndsAPollThatWaits() throws Exception {
    EngineConsumer consumer = consumer(Reading.broadcast(topic(1)));
    CountDownLatch begun = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              begun.countDown();
              try {
                consumer.poll(Duration.ofMinutes(10));
                consumer.poll(Duration.ofMinutes(10));
              } catch (RuntimeException e) {
                thrown.set(e);
              }
            });
    thread.start();
    begun.await();

    engine().close();
    thread.join(patience().toMillis());

    assertThat(thread.isAlive()).isFalse();
    assertThat(thrown.get()).isInstanceOf(RejectedException.class);
  }
}
