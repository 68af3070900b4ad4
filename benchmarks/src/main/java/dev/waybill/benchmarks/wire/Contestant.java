package dev.waybill.benchmarks.wire;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Who is measured, and how soon it answers acks=all. */
public enum Contestant {
  /** Ours: answers when synced. */
  WAYBILL("waybill, synced"),
  /** As it comes: answers from the page cache. */
  KAFKA("kafka, page cache"),
  /** Syncs every batch before it answers. */
  KAFKA_SYNCED("kafka, flush.messages=1");

  private final String label;

  Contestant(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /**
   * Starts a server on a free port. Topics come to be when they are first used, with one partition.
   *
   * @param directory exists and is empty
   */
  WireServer start(Path directory) throws IOException, InterruptedException {
    return switch (this) {
      case WAYBILL -> WaybillServer.start(directory, "--auto-create-topics");
      case KAFKA -> ReleasedServer.start(directory, Map.of());
      case KAFKA_SYNCED ->
          ReleasedServer.start(directory, Map.of("log.flush.interval.messages", "1"));
    };
  }
}
