package dev.waybill.broker;

import static dev.waybill.broker.Batches.plain;
import static dev.waybill.broker.Batches.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CloseTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
  private static final int PUBLISHERS = 3;
  private static final int MAX_EACH = 5_000;

  /** One thread a publisher: the common pool has a single one on a machine of two cores. */
  private final ExecutorService threads = Executors.newFixedThreadPool(PUBLISHERS);

  @TempDir Path directory;

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @Test
  void closeAnswersEverybodyAndKeepsWhatItAcknowledged() throws Exception {
    Broker broker = Broker.open(directory, BrokerSettings.defaults(7));
    broker.createTopic("orders", TopicSettings.ofPartitions(1)).get(20, TimeUnit.SECONDS);
    CountDownLatch busy = new CountDownLatch(PUBLISHERS);
    List<CompletableFuture<Map<String, CompletableFuture<Appended>>>> publishers =
        new ArrayList<>();
    for (int i = 0; i < PUBLISHERS; i++) {
      String name = "p" + i;
      publishers.add(CompletableFuture.supplyAsync(() -> publish(broker, name, busy), threads));
    }
    assertThat(busy.await(20, TimeUnit.SECONDS)).isTrue();

    broker.close();

    List<String> acknowledged = new ArrayList<>();
    int refused = 0;
    for (CompletableFuture<Map<String, CompletableFuture<Appended>>> publisher : publishers) {
      for (var sent : publisher.get(20, TimeUnit.SECONDS).entrySet()) {
        if (isAcknowledged(sent.getValue())) {
          acknowledged.add(sent.getKey());
        } else {
          refused++;
        }
      }
    }
    assertThat(acknowledged).isNotEmpty();
    assertThat(refused).as("appends that came too late").isPositive();
    try (Broker again = Broker.open(directory, BrokerSettings.defaults(7))) {
      assertThat(values(again.view(ORDERS).orElseThrow(), Isolation.READ_COMMITTED))
          .containsExactlyInAnyOrderElementsOf(acknowledged);
    }
  }

  @Test
  void closeOnTheBrokersOwnThreadIsRefusedInsteadOfWaitingForItself() throws Exception {
    try (Broker broker = Broker.open(directory, BrokerSettings.defaults(7))) {
      broker.createTopic("orders", TopicSettings.ofPartitions(1)).get(20, TimeUnit.SECONDS);
      CompletableFuture<Void> closed = new CompletableFuture<>();
      broker
          .view(ORDERS)
          .orElseThrow()
          .onAdvance(
              0,
              Isolation.READ_COMMITTED,
              () -> {
                try {
                  broker.close();
                  closed.complete(null);
                } catch (IllegalStateException e) {
                  closed.completeExceptionally(e);
                }
              });

      broker.append(ORDERS, plain("m"), Acks.SYNCED).get(20, TimeUnit.SECONDS);

      assertThat(closed)
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableOfType(ExecutionException.class)
          .withMessageContaining("on a thread of your own");
      assertThat(broker.isOpen()).isTrue();
    }
  }

  /** Publishes until the broker is closed. */
  private static Map<String, CompletableFuture<Appended>> publish(
      Broker broker, String name, CountDownLatch busy) {
    Map<String, CompletableFuture<Appended>> answers = new LinkedHashMap<>();
    while (broker.isOpen() && answers.size() < MAX_EACH) {
      String value = name + "-" + answers.size();
      answers.put(value, broker.append(ORDERS, plain(value), Acks.SYNCED));
      if (answers.size() == 100) {
        busy.countDown();
      }
    }
    while (broker.isOpen()) {
      Thread.onSpinWait();
    }
    String late = name + "-late";
    answers.put(late, broker.append(ORDERS, plain(late), Acks.SYNCED));
    return answers;
  }

  private static boolean isAcknowledged(CompletableFuture<Appended> answer) throws Exception {
    try {
      answer.get(20, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException e) {
      ErrorCode code = ((BrokerException) e.getCause()).code();
      assertThat(code).isIn(ErrorCode.BROKER_CLOSED, ErrorCode.BACKPRESSURE);
      return false;
    }
  }
}
