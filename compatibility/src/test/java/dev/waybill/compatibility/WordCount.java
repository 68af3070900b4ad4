package dev.waybill.compatibility;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.StateRestoreListener;

/**
 * The first program that everybody writes with Kafka Streams, exactly once, in a process of its own
 * with only the released jars. It says where it is, a line each time, and ends when it cannot go
 * on.
 *
 * <pre>
 *   lines ──words──► repartition topic ──► store "counts" ──► counts
 *                                             └──► changelog topic
 * </pre>
 */
final class WordCount {
  static final String LINES = "lines";
  static final String COUNTS = "counts";
  static final String APPLICATION = "word-count";
  static final String CHANGELOG = APPLICATION + "-store-changelog";
  static final String REPARTITION = APPLICATION + "-words-repartition";

  /** Followed by the state. */
  static final String STATE = "state: ";

  /** Followed by a number. */
  static final String RESTORED = "restored from the changelog: ";

  /** Followed by the reason. */
  static final String BEGINS_ANEW = "begins anew: ";

  /** Followed by the reason. */
  static final String CANNOT_GO_ON = "cannot go on: ";

  private WordCount() {}

  /**
   * @param arguments the server, the directory of the state, and the group protocol
   */
  public static void main(String[] arguments) throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    KafkaStreams streams =
        new KafkaStreams(topology(), settings(arguments[0], arguments[1], arguments[2]));
    streams.setStateListener(
        (now, before) -> {
          System.out.println(STATE + now);
          if (now.hasCompletedShutdown()) {
            over.countDown();
          }
        });
    streams.setGlobalStateRestoreListener(new Teller());
    streams.setUncaughtExceptionHandler(
        failure -> {
          if (isOfRestart(failure)) {
            System.out.println(BEGINS_ANEW + failure);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
          }
          System.out.println(CANNOT_GO_ON + failure);
          failure.printStackTrace(System.out);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    streams.start();
    over.await();
    streams.close(Duration.ofSeconds(10));
    System.exit(1);
  }

  /** The server was restarted in the moment of a commit, which aborted it. */
  private static boolean isOfRestart(Throwable failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof TransactionAbortableException)) {
      cause = cause.getCause();
    }
    return cause != null;
  }

  private static Topology topology() {
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(LINES, Consumed.with(Serdes.String(), Serdes.String()))
        .flatMapValues(line -> List.of(line.split(" ", -1)))
        .groupBy((key, word) -> word, Grouped.with("words", Serdes.String(), Serdes.String()))
        .count(Materialized.as("store"))
        .toStream()
        .to(COUNTS, Produced.with(Serdes.String(), Serdes.Long()));
    return builder.build();
  }

  private static Properties settings(String bootstrap, String state, String protocol) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, state);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, protocol);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    // So that what is processed is deleted from the repartition topic while we look.
    settings.put(StreamsConfig.REPARTITION_PURGE_INTERVAL_MS_CONFIG, 1_000);
    settings.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    // So that a process that was killed finds its place again at once.
    if (protocol.equals("classic")) {
      settings.put(StreamsConfig.consumerPrefix("group.instance.id"), "the-only-one");
    }
    // So that the transaction of one that lost its directory, and its name with it, ends soon.
    settings.put(StreamsConfig.producerPrefix("transaction.timeout.ms"), 3_000);
    settings.put("reconnect.backoff.ms", 50);
    settings.put("reconnect.backoff.max.ms", 100);
    return settings;
  }

  /** Says how much was restored. */
  private static final class Teller implements StateRestoreListener {
    @Override
    public void onRestoreStart(TopicPartition partition, String store, long from, long to) {}

    @Override
    public void onBatchRestored(TopicPartition partition, String store, long end, long count) {}

    @Override
    public void onRestoreEnd(TopicPartition partition, String store, long count) {
      System.out.println(RESTORED + count);
    }
  }
}
