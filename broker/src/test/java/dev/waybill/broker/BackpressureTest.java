package dev.waybill.broker;

import static dev.waybill.broker.Batches.plain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BackpressureTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
  private static final long MAX_UNWRITTEN = 20_000;
  private static final String VALUE = "x".repeat(1_000);

  @TempDir Path directory;

  @Test
  void publisherThatOutrunsTheDiskIsRefusedAndMayTryAgainWhenThereIsRoom() throws Exception {
    BrokerSettings settings = BrokerSettings.defaults(7).withMaxUnwrittenBytes(MAX_UNWRITTEN);
    try (Broker broker = Broker.open(directory.resolve("data"), settings)) {
      broker.createTopic("orders", TopicSettings.ofPartitions(1)).get(20, TimeUnit.SECONDS);
      List<CompletableFuture<Appended>> accepted = new ArrayList<>();
      int refused = 0;
      for (int i = 0; i < 2_000; i++) {
        CompletableFuture<Appended> answer = broker.append(ORDERS, plain(VALUE), Acks.SYNCED);
        assertThat(broker.unwrittenBytes()).isLessThanOrEqualTo(MAX_UNWRITTEN);
        if (isBackpressure(answer)) {
          refused++;
          broker.whenRoom().get(20, TimeUnit.SECONDS);
        } else {
          accepted.add(answer);
        }
      }

      for (int i = 0; i < accepted.size(); i++) {
        assertThat(accepted.get(i).get(20, TimeUnit.SECONDS).baseOffset()).isEqualTo(i);
      }
      assertThat(refused).as("refusals that happened").isPositive();
    }
  }

  private static boolean isBackpressure(CompletableFuture<Appended> answer) throws Exception {
    if (!answer.isCompletedExceptionally()) {
      return false;
    }
    try {
      answer.get();
      throw new AssertionError("expected a failure");
    } catch (ExecutionException e) {
      ErrorCode code = ((BrokerException) e.getCause()).code();
      assertThat(code).isEqualTo(ErrorCode.BACKPRESSURE);
      assertThat(code.isRetriable()).isTrue();
      return true;
    }
  }
}
