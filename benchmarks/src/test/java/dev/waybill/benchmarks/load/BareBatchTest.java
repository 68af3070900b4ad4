package dev.waybill.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordCursor;
import org.junit.jupiter.api.Test;

class BareBatchTest {

  private final byte[][] values = Values.prepared();

  @Test
  void encodesWhatTheLogTakesForAValidBatch() {
    BareBatch bare = new BareBatch(256 * 1024);

    int count = bare.fill(values, 7, 1000);

    RecordBatch batch = RecordBatch.at(bare.encoded(), 0);
    batch.validate();
    assertThat(batch.sizeInBytes()).isEqualTo(bare.encoded().limit());
    assertThat(batch.baseOffset()).isEqualTo(7);
    assertThat(batch.count()).isEqualTo(count).isGreaterThan(2000);
    int i = 0;
    for (RecordCursor record = batch.records(); record.next(); i++) {
      assertThat(record.offset()).isEqualTo(7 + i);
      assertThat(record.timestamp()).isEqualTo(1000);
      assertThat(record.key()).isNull();
      assertThat(record.value()).isEqualTo(values[i % values.length]);
    }
    assertThat(i).isEqualTo(count);
  }

  @Test
  void encodesNoMoreThanItIsAskedFor() {
    BareBatch bare = new BareBatch(64 * 1024);

    assertThat(bare.fill(values, 0, 0, 3)).isEqualTo(3);
    assertThat(RecordBatch.at(bare.encoded(), 0).count()).isEqualTo(3);
  }
}
