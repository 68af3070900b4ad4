package dev.waybill.broker.group.classic;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes a member brings as its subscription or assignment: they are read, or are not. */
@Isolated("There is one fuzzer in a JVM.")
class ConsumerBytesFuzzTest {
  static Stream<byte[]> said() {
    return Stream.of(
            "0000" + "00000001" + "00016f" + "ffffffff",
            "0003" + "00000002" + "00016f" + "000170" + "00000000" + "00000000" + "ffffffff",
            "0001" + "00000001" + "00016f" + "00000002" + "00000000" + "00000001" + "00000000")
        .map(HexFormat.of()::parseHex);
  }

  @MethodSource("said")
  @FuzzTest(maxDuration = "2m")
  void isReadOrIsNot(byte[] bytes) {
    Opaque opaque = Opaque.copyOf(bytes);
    ConsumerBytes.topics(opaque)
        .ifPresent(topics -> assertThat(topics).allMatch(topic -> bytes.length > topic.length()));
    ConsumerBytes.partitions(opaque)
        .ifPresent(partitions -> assertThat(4L * partitions.size()).isLessThan(bytes.length));
  }
}
