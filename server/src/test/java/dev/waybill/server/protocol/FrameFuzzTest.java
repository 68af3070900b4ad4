package dev.waybill.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import dev.waybill.server.SampleFrame;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes a frame is made of: it is refused as a bad frame, or is a request that reads the
 * same when it is written again; and it takes memory for what came, not for what was claimed.
 */
@Isolated("There is one fuzzer in a JVM.")
class FrameFuzzTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long ALLOWED_BYTES = 4 << 20;

  private static final RequestReader READER = new RequestReader(EveryFrameTest.keys(), 1_000);

  static Stream<byte[]> frames() {
    return EveryFrameTest.keys().stream()
        .flatMap(
            key ->
                Stream.of(key.oldestVersion(), key.latestVersion())
                    .distinct()
                    .map(version -> SampleFrame.of(key, version).bytes().array()));
  }

  @MethodSource("frames")
  @FuzzTest(maxDuration = "2m")
  void isRefusedOrReadsTheSameAgain(byte[] bytes) throws BadFrameException {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Request request;
    try {
      request = READER.read(ByteBuffer.wrap(bytes));
    } catch (BadFrameException declared) {
      return;
    } finally {
      assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(ALLOWED_BYTES);
    }
    RequestHeader header = request.header();
    ApiMessage body = request.body().data();
    if (header.apiVersion() != request.body().version()) {
      assertThat(header.apiKey()).isEqualTo(ApiKeys.API_VERSIONS);
      return;
    }
    // The bytes are compared, and not the messages: a NaN equals nothing.
    ByteBuffer written = written(header, body);
    assertThat(written(header, READER.read(written.duplicate()).body().data())).isEqualTo(written);
  }

  private static ByteBuffer written(RequestHeader header, ApiMessage body) {
    return RequestUtils.serialize(header.data(), header.headerVersion(), body, header.apiVersion());
  }

  /** So that the classes and shapes that are made once are not taken for what a frame takes. */
  @BeforeAll
  static void warmUp() throws BadFrameException {
    for (byte[] frame : frames().toList()) {
      READER.read(ByteBuffer.wrap(frame));
    }
  }
}
