package dev.waybill.broker.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.waybill.broker.group.GroupRecordFormatException;
import dev.waybill.broker.group.GroupRecords;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes a journal's record is made of: it is refused, or read, and written the same. */
@Isolated("There is one fuzzer in a JVM.")
class JournalFuzzTest {
  static Stream<byte[]> records() {
    Stream<JournalRecord> groups = GroupRecords.oneOfEach().map(JournalRecord.OfGroup::new);
    return Stream.concat(JournalCodecTest.records(), groups).map(JournalCodec::encode);
  }

  @MethodSource("records")
  @FuzzTest(maxDuration = "2m")
  void isRefusedOrReadsTheSameAgain(byte[] bytes) throws IOException {
    JournalRecord record;
    try {
      record = JournalCodec.decode(bytes);
    } catch (IOException | GroupRecordFormatException declared) {
      return;
    }
    assertThat(JournalCodec.decode(JournalCodec.encode(record))).isEqualTo(record);
  }
}
