package dev.waybill.cli.command;

import dev.waybill.cli.terminal.Json;
import dev.waybill.cli.terminal.Plural;
import dev.waybill.cli.terminal.ProgressLine;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.log.dump.DumpedBatch;
import dev.waybill.log.dump.DumpedSegment;
import dev.waybill.log.dump.SegmentDump;
import dev.waybill.log.record.Compression;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints batches as they are found, so that a large log needs no memory. */
final class DumpPrinter implements SegmentDump.Visitor {

  private static final int BATCHES_PER_FLUSH = 1_000;
  private static final String HEADINGS =
      "    position      base offset      last offset   count       bytes  max timestamp"
          + "             crc      producer";

  private final Terminal terminal;
  private final boolean json;
  private final ProgressLine progress;
  private long batches;
  private long bytes;
  private long segments;
  private long unsoundSegments;
  private String file = "";

  DumpPrinter(Terminal terminal, boolean json, ProgressLine progress) {
    this.terminal = terminal;
    this.json = json;
    this.progress = progress;
  }

  @Override
  public void batch(DumpedBatch batch) {
    if (json) {
      terminal.out().println(Json.line(Map.of("batch", batch)));
    } else {
      begin(batch.file());
      terminal.out().println(line(batch));
    }
    batches++;
    bytes += batch.sizeBytes();
    progress.at(batches, bytes);
    if (batches % BATCHES_PER_FLUSH == 0) {
      terminal.flush();
    }
  }

  @Override
  public void segment(DumpedSegment segment) {
    segments++;
    unsoundSegments += segment.isSound() ? 0 : 1;
    if (json) {
      terminal.out().println(Json.line(Map.of("segment", segment)));
      return;
    }
    begin(segment.file());
    terminal
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "  %s, %s, %s: %s",
                Plural.of(segment.batches(), "batch", "batches"),
                Plural.of(segment.records(), "record"),
                Plural.of(segment.sizeBytes(), "byte"),
                verdict(segment)));
  }

  long segments() {
    return segments;
  }

  long unsoundSegments() {
    return unsoundSegments;
  }

  private void begin(String next) {
    if (!next.equals(file)) {
      file = next;
      terminal.out().println(next);
      terminal.out().println(HEADINGS);
    }
  }

  private static String line(DumpedBatch batch) {
    return String.format(
            Locale.ROOT,
            "  %10d %16d %16d %7d %11d  %-24s  %-7s  %s",
            batch.position(),
            batch.baseOffset(),
            batch.lastOffset(),
            batch.count(),
            batch.sizeBytes(),
            Instant.ofEpochMilli(batch.maxTimestamp()),
            batch.crcValid() ? "ok" : "DAMAGED",
            notes(batch))
        .stripTrailing();
  }

  private static String notes(DumpedBatch batch) {
    List<String> notes = new ArrayList<>();
    if (batch.producerId() >= 0) {
      notes.add(
          "%d epoch %d sequence %d"
              .formatted(batch.producerId(), batch.producerEpoch(), batch.baseSequence()));
    }
    if (batch.transactional()) {
      notes.add("transactional");
    }
    batch.control().ifPresent(type -> notes.add("marker " + type.name().toLowerCase(Locale.ROOT)));
    if (batch.compression() != Compression.NONE) {
      notes.add(batch.compression().name().toLowerCase(Locale.ROOT));
    }
    batch.problem().ifPresent(problem -> notes.add("PROBLEM: " + problem));
    return String.join(", ", notes);
  }

  private static String verdict(DumpedSegment segment) {
    if (segment.isSound()) {
      return "sound";
    }
    List<String> problems = new ArrayList<>();
    if (segment.invalidBatches() > 0) {
      problems.add(Plural.of(segment.invalidBatches(), "damaged batch", "damaged batches"));
    }
    if (segment.tornPosition() < segment.sizeBytes()) {
      problems.add(
          "no batch at byte "
              + segment.tornPosition()
              + segment.problem().map(problem -> " (" + problem + ")").orElse(""));
    }
    return "NOT SOUND: " + String.join("; ", problems);
  }
}
