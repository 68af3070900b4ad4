package dev.waybill.kafka.migrate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Retry;
import dev.waybill.admin.TopicDescription.PartitionDescription;
import dev.waybill.engine.Acks;
import dev.waybill.engine.AssignmentListener;
import dev.waybill.engine.ConsumerSettings;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.engine.Isolation;
import dev.waybill.engine.Polled;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.engine.PublisherSettings;
import dev.waybill.engine.TransactionSettings;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Durability;
import dev.waybill.message.Header;
import dev.waybill.message.Headers;
import dev.waybill.message.StartPosition;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an engine has, past every layer but its own. */
final class Contents {
  private static final PublisherSettings PUBLISHING =
      new PublisherSettings(
          Acks.SYNCED,
          true,
          Duration.ZERO,
          64 * 1024,
          4 * 1024 * 1024,
          Duration.ofMinutes(1),
          Retry.exponential(Duration.ofMillis(50)),
          Duration.ofMinutes(2));

  private Contents() {}

  static EnginePublisher publisher(Engine engine) {
    return engine.publisher(PUBLISHING);
  }

  static EngineTransactions transactions(Engine engine, String id) {
    return engine.transactions(new TransactionSettings(id, Duration.ofMinutes(1), PUBLISHING));
  }

  /** Publishes texts to a partition, acknowledged. */
  static void publish(Engine engine, TopicPartition to, String... values) {
    try (EnginePublisher publisher = publisher(engine)) {
      for (String value : values) {
        publish(publisher, to, 1_000, "k" + value, value, Headers.empty());
      }
    }
  }

  static void publish(
      EnginePublisher publisher,
      TopicPartition to,
      long timestamp,
      @Nullable String key,
      @Nullable String value,
      Headers headers) {
    Answer answer = new Answer();
    publisher.publish(to, timestamp, bytes(key), bytes(value), headers, answer);
    answer.future.join();
  }

  /** One transaction; {@code commit} false: it is aborted. */
  static void transaction(Engine engine, TopicPartition to, boolean commit, String... values) {
    try (EngineTransactions session = transactions(engine, "writer")) {
      session.begin();
      for (String value : values) {
        Answer answer = new Answer();
        session.publish(to, 2_000, null, bytes(value), Headers.empty(), answer);
        answer.await(); // what was not sent when a transaction is aborted leaves no gap
      }
      if (commit) {
        session.commit();
      } else {
        session.abort();
      }
    }
  }

  private static byte @Nullable [] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(UTF_8);
  }

  /** Every committed message of a topic, by partition. */
  static Map<Integer, List<StoredMessage>> messages(Engine engine, String topic) {
    List<PartitionDescription> partitions = awaitSettled(engine, topic);
    Map<Integer, List<StoredMessage>> messages = new TreeMap<>();
    Map<Integer, Long> places = new HashMap<>();
    partitions.forEach(each -> messages.put(each.partition(), new ArrayList<>()));
    try (EngineConsumer consumer = reader(engine, topic)) {
      while (partitions.stream()
          .anyMatch(
              each ->
                  places.getOrDefault(each.partition(), each.startOffset())
                      < each.stableOffset())) {
        for (Polled.Batch batch : consumer.poll(Duration.ofSeconds(10)).batches()) {
          messages.get(batch.partition().partition()).addAll(batch.messages());
          places.put(batch.partition().partition(), batch.nextOffset());
        }
      }
    }
    return messages;
  }

  /** Waits until no transaction is open: markers may be a moment behind their commit. */
  static List<PartitionDescription> awaitSettled(Engine engine, String topic) {
    long began = System.nanoTime();
    while (System.nanoTime() - began < SECONDS.toNanos(60)) {
      List<PartitionDescription> partitions =
          engine.topics().describe(topic).orElseThrow().partitions();
      if (partitions.stream().allMatch(each -> each.stableOffset() == each.endOffset())) {
        return partitions;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("a transaction is open in " + topic);
  }

  /** Waits until so many messages can be seen: they may be a moment behind their commit. */
  static void await(Engine engine, String topic, int count) {
    try (EngineConsumer consumer = reader(engine, topic)) {
      int seen = 0;
      while (seen < count) {
        for (Polled.Batch batch : consumer.poll(Duration.ofSeconds(10)).batches()) {
          seen += batch.messages().size();
        }
      }
    }
  }

  private static EngineConsumer reader(Engine engine, String topic) {
    return engine.consumer(
        new ConsumerSettings(
            Optional.empty(),
            Set.of(topic),
            Isolation.READ_COMMITTED,
            StartPosition.earliest(),
            10_000,
            1024 * 1024,
            Duration.ofSeconds(30),
            new Ignored()));
  }

  /** A member of a group that has been given its partitions. */
  static EngineConsumer member(Engine engine, String group, String topic) {
    EngineConsumer consumer =
        engine.consumer(
            new ConsumerSettings(
                Optional.of(group),
                Set.of(topic),
                Isolation.READ_COMMITTED,
                StartPosition.earliest(),
                100,
                1024 * 1024,
                Duration.ofSeconds(30),
                new Ignored()));
    while (consumer.assignment().isEmpty()) {
      Polled unused = consumer.poll(Duration.ofSeconds(10));
    }
    return consumer;
  }

  /** The same as text, without offsets. */
  static Map<Integer, List<String>> of(Engine engine, String topic) {
    return texts(messages(engine, topic));
  }

  static Map<Integer, List<String>> texts(Map<Integer, List<StoredMessage>> messages) {
    Map<Integer, List<String>> texts = new TreeMap<>();
    messages.forEach(
        (partition, each) -> texts.put(partition, each.stream().map(Contents::text).toList()));
    return texts;
  }

  static String text(StoredMessage message) {
    return message.timestampMillis()
        + " "
        + text(message.key())
        + "="
        + text(message.value())
        + " "
        + message.headers().asList().stream()
            .map(header -> header.name() + ":" + text(header.value()))
            .collect(Collectors.toList());
  }

  private static String text(byte @Nullable [] bytes) {
    return bytes == null ? "absent" : "'" + new String(bytes, UTF_8) + "'";
  }

  static Headers headers(String... namesAndValues) {
    List<Header> headers = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(new Header(namesAndValues[i], namesAndValues[i + 1].getBytes(UTF_8)));
    }
    return Headers.of(headers);
  }

  /** A group's position in a partition; −1 if it has none. */
  static long position(Engine engine, String group, TopicPartition partition) {
    return engine.groups().describe(group).stream()
        .flatMap(found -> found.positions().stream())
        .filter(each -> each.partition().equals(partition))
        .mapToLong(each -> each.committed())
        .findFirst()
        .orElse(-1);
  }

  /** What a group would be given next, or {@code nothing}. */
  static String next(Engine engine, String group, TopicPartition partition) {
    long position = position(engine, group, partition);
    assertThat(position).as("position of %s in %s", group, partition).isNotNegative();
    return next(messages(engine, partition.topic()).get(partition.partition()), position);
  }

  static String next(List<StoredMessage> messages, long position) {
    return messages.stream()
        .filter(message -> message.offset() >= position)
        .findFirst()
        .map(Contents::text)
        .orElse("nothing");
  }

  /** Hears of an answer. */
  static final class Answer implements PublishCompletion {
    private final CompletableFuture<Long> future = new CompletableFuture<>();

    void await() {
      future.join();
    }

    @Override
    public void done(TopicPartition partition, long offset, Durability durability) {
      future.complete(offset);
    }

    @Override
    public void failed(WaybillException failure) {
      future.completeExceptionally(failure);
    }
  }

  static final class Ignored implements AssignmentListener {
    @Override
    public void onAssigned(Set<TopicPartition> partitions) {}

    @Override
    public void onRevoked(Set<TopicPartition> partitions) {}

    @Override
    public void onLost(Set<TopicPartition> partitions) {}
  }
}
