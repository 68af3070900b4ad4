package dev.waybill.broker;

import static dev.waybill.broker.Batches.plain;
import static dev.waybill.broker.Batches.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.group.HeartbeatReply;
import dev.waybill.broker.group.HeartbeatRequest;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.log.storage.SimulatedStorage;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is slow keeps nobody else waiting. */
@Timeout(60)
class StallTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

  private final MisbehavingDisk disk = new MisbehavingDisk(new SimulatedStorage());
  private final ExecutorService slowReader = Executors.newSingleThreadExecutor();
  private Broker broker;

  @BeforeEach
  void open() throws Exception {
    broker = Broker.open(disk.storage(), BrokerSettings.defaults(7));
    await(broker.createTopic("orders", TopicSettings.ofPartitions(1)));
    await(broker.append(ORDERS, plain("before"), Acks.SYNCED));
  }

  @AfterEach
  void close() {
    disk.release();
    broker.close();
    slowReader.shutdownNow();
  }

  @Test
  void stalledSyncDelaysAcknowledgementsAndNeitherHeartbeatsNorReaders() throws Exception {
    HeartbeatRequest join =
        HeartbeatRequest.join("g", "m", Set.of("orders"), Duration.ofSeconds(30));
    HeartbeatReply joined = await(broker.heartbeat(join));
    disk.stallNext("sync");
    CompletableFuture<Appended> appended = broker.append(ORDERS, plain("after"), Acks.SYNCED);
    disk.awaitStall();

    await(broker.heartbeat(join.next(joined.memberEpoch(), joined.assigned())));

    assertThat(values(view(), Isolation.READ_COMMITTED)).containsExactly("before");
    assertThat(appended).isNotDone();
    disk.release();
    await(appended);
    assertThat(values(view(), Isolation.READ_COMMITTED)).containsExactly("before", "after");
  }

  @Test
  void stalledReaderDelaysNeitherPublishersNorOtherReaders() throws Exception {
    disk.stallNext("read");
    CompletableFuture<List<String>> slow =
        CompletableFuture.supplyAsync(() -> values(view(), Isolation.READ_COMMITTED), slowReader);
    disk.awaitStall();

    await(broker.append(ORDERS, plain("after"), Acks.SYNCED));

    assertThat(values(view(), Isolation.READ_COMMITTED)).containsExactly("before", "after");
    assertThat(slow).isNotDone();
    disk.release();
    assertThat(await(slow)).startsWith("before");
  }

  private PartitionView view() {
    return broker.view(ORDERS).orElseThrow();
  }

  private static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }
}
