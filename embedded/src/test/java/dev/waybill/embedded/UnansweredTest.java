package dev.waybill.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.admin.TopicSettings;
import dev.waybill.broker.SimulatedBroker;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.engine.Acks;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.PublisherSettings;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RetriableException;
import dev.waybill.log.storage.SimulatedStorage;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The disk does not answer: nobody waits longer than was agreed, and nothing happens twice. */
class UnansweredTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
  private static final Duration DELIVERY = Duration.ofMillis(100);

  private final StalledStorage disk = new StalledStorage(new SimulatedStorage());
  private Engine engine;

  @BeforeEach
  void open() {
    BrokerSettings settings = BrokerSettings.defaults(1);
    engine = new EmbeddedEngine(SimulatedBroker.open(disk, settings), settings);
    engine.topics().create("orders", TopicSettings.defaults());
  }

  @AfterEach
  void close() {
    disk.goOn();
    engine.close();
  }

  private static PublisherSettings impatient() {
    PublisherSettings given = Settings.publisher(Acks.SYNCED);
    return new PublisherSettings(
        given.acks(),
        given.idempotent(),
        given.linger(),
        given.maxBatchBytes(),
        given.maxBufferedBytes(),
        given.maxBlock(),
        given.retry(),
        DELIVERY);
  }

  @Test
  void anUnansweredPublishIsUnknownAndOneNotHandedOverSurelyNotStored() throws Exception {
    EnginePublisher publisher = engine.publisher(impatient());
    disk.stall();
    Answer first = Messages.publish(publisher, ORDERS, "first");
    disk.awaitStalled();
    Answer second = Messages.publish(publisher, ORDERS, "second");

    assertThat(first.failure())
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("delivery timeout")
        .hasMessageContaining("may or may not be stored");
    assertThat(second.failure())
        .isInstanceOf(RetriableException.class)
        .hasMessageContaining("nothing was stored");
    disk.goOn();

    EnginePublisher other = engine.publisher(Settings.publisher(Acks.SYNCED));
    Messages.publish(other, ORDERS, "end").stored();
    EngineConsumer consumer =
        engine.consumer(Settings.broadcast("orders", StartPosition.earliest()));
    assertThat(Messages.poll(consumer, 2)).containsExactly("first", "end");
  }

  @Test
  void thePublisherGoesOnOnceTheDiskAnswers() throws Exception {
    EnginePublisher publisher = engine.publisher(impatient());
    disk.stall();
    Answer unknown = Messages.publish(publisher, ORDERS, "unknown");
    disk.awaitStalled();
    assertThat(unknown.failure()).isInstanceOf(OutcomeUnknownException.class);
    disk.goOn();
    Messages.publish(engine.publisher(Settings.publisher(Acks.SYNCED)), ORDERS, "seen").stored();

    assertThat(Messages.publish(publisher, ORDERS, "after").stored().offset()).isEqualTo(2);
  }
}
