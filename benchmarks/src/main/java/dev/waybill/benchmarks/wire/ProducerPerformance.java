package dev.waybill.benchmarks.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kafka's kafka-producer-perf-test: 100-byte records, acks=all, batches of 64 KB.
 *
 * @param topic is created by the first record
 * @param perSecond records to send; {@link #UNLIMITED}
 * @param transactional in transactions of 100 ms
 * @param warmUpRecords are sent first by the same client, and are in no figure
 * @param lingerMillis how long a batch waits for company; all of them wait for an answer, too
 */
record ProducerPerformance(
    String topic, int perSecond, boolean transactional, long warmUpRecords, int lingerMillis) {

  static final int UNLIMITED = -1;
  static final int RECORD_BYTES = 100;
  static final int LINGER_MILLIS = 5;

  ProducerPerformance(String topic, int perSecond, boolean transactional) {
    this(topic, perSecond, transactional, 0, LINGER_MILLIS);
  }

  private static final Pattern LAST_LINE =
      Pattern.compile(
          "(\\d+) (?:steady state )?records sent, ([0-9.]+) records/sec .* (\\d+) ms 50th, \\d+ ms 95th,"
              + " (\\d+) ms 99th.*");

  /**
   * What the tool says of a whole run, its warm-up apart.
   *
   * @param p50Millis from send to acknowledgement
   */
  record Figures(long records, double perSecond, double p50Millis, double p99Millis) {}

  Figures run(WireServer server, long records) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--topic", topic));
    arguments.addAll(List.of("--num-records", Long.toString(warmUpRecords + records)));
    arguments.addAll(List.of("--record-size", Integer.toString(RECORD_BYTES)));
    arguments.addAll(List.of("--throughput", Integer.toString(perSecond)));
    if (warmUpRecords > 0) {
      arguments.addAll(List.of("--warmup-records", Long.toString(warmUpRecords)));
    }
    if (transactional) {
      arguments.addAll(List.of("--transactional-id", "bench", "--transaction-duration-ms", "100"));
    }
    arguments.addAll(List.of("--producer-props", "bootstrap.servers=" + server.bootstrap()));
    arguments.addAll(List.of("acks=all", "linger.ms=" + lingerMillis, "batch.size=65536"));
    return parse(ReleasedTool.run("ProducerPerformance", arguments));
  }

  static Figures parse(List<String> printed) throws IOException {
    for (int i = printed.size() - 1; i >= 0; i--) {
      Matcher line = LAST_LINE.matcher(printed.get(i));
      if (line.matches()) {
        return new Figures(
            Long.parseLong(line.group(1)),
            Double.parseDouble(line.group(2)),
            Double.parseDouble(line.group(3)),
            Double.parseDouble(line.group(4)));
      }
    }
    throw new IOException("expected figures of ProducerPerformance, found " + printed);
  }
}
