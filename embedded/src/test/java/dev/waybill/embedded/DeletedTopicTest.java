package dev.waybill.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.waybill.admin.TopicSettings;
import dev.waybill.engine.Acks;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topic goes while somebody reads it: the reader is told, and waits for nothing. */
class DeletedTopicTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

  @TempDir Path directory;
  private Engine engine;

  @BeforeEach
  void open() throws Exception {
    engine = new EmbeddedProvider().open(directory.resolve("data").toString(), Map.of());
    engine.topics().create("orders", TopicSettings.defaults());
    EnginePublisher publisher = engine.publisher(Settings.publisher(Acks.SYNCED));
    Messages.publish(publisher, ORDERS, "first").stored();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static WaybillException refusalOf(EngineConsumer consumer) {
    WaybillException[] refusal = new WaybillException[1];
    Messages.pollUntil(
        () -> {
          Throwable thrown = catchThrowable(() -> consumer.poll(Duration.ofMillis(100)));
          refusal[0] = (WaybillException) thrown;
          return thrown != null;
        });
    return refusal[0];
  }

  @Test
  void aBroadcastReaderIsTold() {
    EngineConsumer consumer =
        engine.consumer(Settings.broadcast("orders", StartPosition.earliest()));
    Messages.poll(consumer, 1);

    engine.topics().delete("orders");

    assertThat(refusalOf(consumer))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("orders");
    consumer.close();
  }

  @Test
  void aPollThatWaitsEnds() throws Exception {
    EngineConsumer consumer =
        engine.consumer(Settings.broadcast("orders", StartPosition.earliest()));
    Messages.poll(consumer, 1);
    Thread deleting = new Thread(() -> engine.topics().delete("orders"));
    deleting.start();

    assertThatThrownBy(() -> consumer.poll(Duration.ofMinutes(5)))
        .isInstanceOf(RejectedException.class);
    deleting.join();
    consumer.close();
  }

  @Test
  void aMemberKeepsNothingOfItAndCanClose() {
    Listening listening = new Listening();
    EngineConsumer consumer = engine.consumer(Settings.member("mail", "orders", listening));
    Messages.poll(consumer, 1);

    engine.topics().delete("orders");

    Messages.pollUntil(
        () ->
            catchThrowable(() -> consumer.poll(Duration.ofMillis(100))) != null
                || consumer.assignment().isEmpty());
    assertThatThrownBy(() -> consumer.commit(Map.of(ORDERS, 1L)))
        .isInstanceOf(WaybillException.class);
    consumer.close();
  }
}
