package dev.waybill.orders.demo;

import dev.waybill.orders.audit.TopicReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a run's messages live, as its parent process has it. Closing it leaves nothing of the run
 * there. {@link #close} from any thread, all else from one.
 */
public interface RunMessages extends AutoCloseable {

  /** Makes ready what a run needs. */
  @FunctionalInterface
  interface Opener {

    /**
     * Returns when the pipeline may begin.
     *
     * @param directory of the run, an existing one, for whatever files it takes
     * @throws IOException it cannot be had; then nothing of it is left
     */
    RunMessages open(Path directory) throws IOException, InterruptedException;
  }

  /** Where that is, for people: {@code Apache Kafka, three nodes}; empty if here. */
  Optional<String> title();

  /** What the pipeline opens. It may hold a password. */
  String url();

  /** What the names of all topics, groups and sessions of the run begin with. */
  String prefix();

  /** Reads the topics, by other means than the pipeline's. */
  TopicReader topics();

  /** Its servers, if they may be struck. */
  Optional<Brokers> brokers();

  /** Whether the pipeline begins with a recovery, in which it may be struck. */
  boolean isRecovered();

  /** How long the pipeline may have nothing to say before it is taken for hung. */
  Duration patience();

  /** Deletes what the run left, after every process that uses it has ended. */
  @Override
  void close() throws IOException;
}
