package dev.waybill.orders.demo;

import dev.waybill.orders.audit.TopicReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** In the run's own directory, recovered by each life of the pipeline. */
record EmbeddedMessages(Path data) implements RunMessages {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Override
  public Optional<String> title() {
    return Optional.empty();
  }

  @Override
  public String url() {
    return "embedded:" + data;
  }

  @Override
  public String prefix() {
    return "";
  }

  @Override
  public TopicReader topics() {
    return TopicReader.ofFiles(data);
  }

  @Override
  public Optional<Brokers> brokers() {
    return Optional.empty();
  }

  @Override
  public boolean isRecovered() {
    return true;
  }

  @Override
  public Duration patience() {
    return PATIENCE;
  }

  @Override
  public void close() {
    // Its files are the run's, and go or stay with them.
  }
}
