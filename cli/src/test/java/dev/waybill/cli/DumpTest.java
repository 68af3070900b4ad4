package dev.waybill.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.cli.Shell.Ended;
import dev.waybill.log.record.BatchBuilder;
import dev.waybill.log.record.RecordBatch;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DumpTest {

  @TempDir private Path directory;

  private Path partition;
  private Path segment;

  @BeforeEach
  void writeASegment() throws IOException {
    partition = Files.createDirectories(directory.resolve("orders-0"));
    segment = partition.resolve("00000000000000000000.log");
    try (OutputStream out = Files.newOutputStream(segment)) {
      out.write(batch(0, 3));
      out.write(batch(3, 2));
    }
  }

  @Test
  void batchesAreShownWithTheirOffsetsProducersAndVerdicts() {
    Ended ended = new Shell().run("dump", segment.toString());

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out())
        .contains(segment.toString(), "7 epoch 2 sequence 40", "2 batches, 5 records", "sound");
  }

  @Test
  void aDirectoryIsWalkedToItsSegments() {
    Ended ended = new Shell().run("dump", directory.toString());

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).contains(segment.toString(), "5 records");
  }

  @Test
  void jsonHasOneLinePerBatchAndSegment() {
    Ended ended = new Shell().run("dump", partition.toString(), "--json");

    List<JsonNode> lines =
        ended.lines().stream().map(JsonMapper.builder().build()::readTree).toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1).get("batch").get("baseOffset").asLong()).isEqualTo(3);
    assertThat(lines.get(1).get("batch").get("crcValid").asBoolean()).isTrue();
    assertThat(lines.get(2).get("segment").get("records").asLong()).isEqualTo(5);
  }

  @Test
  void aDamagedBatchIsNamedAndTheExitCodeSaysSo() throws IOException {
    byte[] bytes = Files.readAllBytes(segment);
    bytes[batch(0, 3).length - 1] ^= 1;
    Files.write(segment, bytes);

    Ended ended = new Shell().run("dump", segment.toString());

    assertThat(ended.exitCode()).isEqualTo(6);
    assertThat(ended.out()).contains("DAMAGED", "PROBLEM: expected CRC32C", "1 damaged batch");
    assertThat(ended.err().lines()).hasSize(1);
  }

  @Test
  void aTornEndIsNamedWithItsPlace() throws IOException {
    byte[] bytes = Files.readAllBytes(segment);
    Files.write(segment, java.util.Arrays.copyOf(bytes, bytes.length - 5));

    Ended ended = new Shell().run("dump", segment.toString());

    assertThat(ended.exitCode()).isEqualTo(6);
    assertThat(ended.out()).contains("NOT SOUND: no batch at byte " + batch(0, 3).length);
  }

  @Test
  void nothingIsChanged() throws IOException {
    byte[] before = Files.readAllBytes(segment);
    FileTime modified = Files.getLastModifiedTime(segment);

    new Shell().run("dump", directory.toString());

    assertThat(segment).hasBinaryContent(before);
    assertThat(Files.getLastModifiedTime(segment)).isEqualTo(modified);
    assertThat(directory).isDirectoryContaining(file -> file.endsWith("orders-0"));
    try (var files = Files.walk(directory)) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void aPathWithoutSegmentsIsNamed() {
    Ended missing = new Shell().run("dump", directory.resolve("nowhere").toString());
    Ended empty = new Shell().run("dump", directory.resolve("orders-0/..").toString() + "/empty");

    assertThat(missing.exitCode()).isEqualTo(3);
    assertThat(missing.err()).contains("nowhere", "expected a .log file");
    assertThat(empty.exitCode()).isEqualTo(3);
  }

  private static byte[] batch(long baseOffset, int records) {
    BatchBuilder builder = new BatchBuilder(1024, 64 * 1024);
    for (int i = 0; i < records; i++) {
      builder.tryAppend(1_700_000_000_000L, null, ("value " + i).getBytes(UTF_8), List.of());
    }
    ByteBuffer built = builder.build(7, (short) 2, 40, false);
    RecordBatch.at(built, built.position()).setBaseOffset(baseOffset);
    byte[] bytes = new byte[built.remaining()];
    built.get(bytes);
    return bytes;
  }
}
