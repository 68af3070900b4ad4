package dev.waybill.benchmarks.codec;

import dev.waybill.log.record.BatchBuilder;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Messages per second of one thread, 100-byte values without keys, batches of 2,000 messages (about
 * 220 KB, as a publisher's default batch).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BatchCodecBenchmark {

  private static final int MESSAGES = 2000;
  private static final int VALUE_BYTES = 100;
  private static final int VALUES = 1024;
  private static final int BATCH_BYTES = 256 * 1024;
  private static final long TIMESTAMP = 1_795_000_000_000L;
  private static final long SEED = 20_261_120L;

  private final byte[][] values = values();
  private final BatchBuilder builder = new BatchBuilder(BATCH_BYTES, BATCH_BYTES);
  private final ByteBuffer encoded = encodedCopy();
  private final CRC32C crc = new CRC32C();

  /** What a publisher does: append each message, complete the batch with its checksum. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public ByteBuffer encode() {
    builder.reset();
    for (int i = 0; i < MESSAGES; i++) {
      if (!builder.tryAppend(TIMESTAMP + i / 100, null, values[i & (VALUES - 1)], List.of())) {
        throw new IllegalStateException("expected room for " + MESSAGES + " messages, found " + i);
      }
    }
    return builder.build();
  }

  /** What a consumer does: check the batch, copy every value out. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public void decode(Blackhole reader) {
    RecordBatch batch = RecordBatch.at(encoded, 0);
    if (!batch.isCrcValid()) {
      throw new IllegalStateException("the batch was encoded with another checksum");
    }
    for (RecordCursor record = batch.records(); record.next(); ) {
      reader.consume(record.value());
    }
  }

  /** What the broker does before it accepts a batch. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public void validate() {
    RecordBatch.at(encoded, 0).validate();
  }

  /** The least that either of them could take: the checksum alone. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public long checksum() {
    crc.reset();
    crc.update(encoded.duplicate());
    return crc.getValue();
  }

  private ByteBuffer encodedCopy() {
    ByteBuffer batch = encode();
    ByteBuffer copy = ByteBuffer.allocate(batch.remaining());
    return copy.put(batch.duplicate()).flip();
  }

  private static byte[][] values() {
    Random random = new Random(SEED);
    byte[][] values = new byte[VALUES][VALUE_BYTES];
    for (byte[] value : values) {
      random.nextBytes(value);
    }
    return values;
  }
}
