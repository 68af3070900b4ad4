package dev.waybill.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.waybill.server.SampleFrame;
import dev.waybill.server.SampleFrame.Claim;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every version of every request, whole, cut off, and with each of its lengths made a lie: what
 * comes of it is a request or a {@link BadFrameException}, and no more memory than was sent for.
 */
class EveryFrameTest {
  /** Far more than any sample takes, far less than any lie asks for. */
  private static final long ALLOWED_BYTES = 4 << 20;

  /** Their parsers refuse zeros, and none of them is answered here. */
  private static final Set<ApiKeys> LISTS_OF_ACCESS =
      Set.of(ApiKeys.DESCRIBE_ACLS, ApiKeys.CREATE_ACLS, ApiKeys.DELETE_ACLS);

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private RequestReader reader;

  static Set<ApiKeys> keys() {
    Set<ApiKeys> keys = EnumSet.copyOf(ApiKeys.clientApis());
    keys.removeAll(LISTS_OF_ACCESS);
    return keys;
  }

  @BeforeEach
  void open() {
    reader = new RequestReader(keys(), 1_000);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void wholeItIsRead(ApiKeys key) {
    for (short version : key.allVersions()) {
      assertThatCode(() -> reader.read(SampleFrame.of(key, version).bytes()))
          .as("version %s", version)
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @MethodSource("keys")
  void cutOffAnywhereItIsRefused(ApiKeys key) {
    for (short version : key.allVersions()) {
      ByteBuffer whole = SampleFrame.of(key, version).bytes();
      for (int length = 0; length < whole.limit(); length++) {
        ByteBuffer cut = whole.duplicate().limit(length);
        assertThatThrownBy(() -> reader.read(cut))
            .as("the first %s bytes of version %s", length, version)
            .isInstanceOf(BadFrameException.class);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("keys")
  void withMoreBehindItIsRefused(ApiKeys key) {
    for (short version : key.allVersions()) {
      ByteBuffer whole = SampleFrame.of(key, version).bytes();
      ByteBuffer longer = ByteBuffer.allocate(whole.limit() + 1).put(whole).rewind();
      assertThatThrownBy(() -> reader.read(longer))
          .as("version %s", version)
          .isInstanceOf(BadFrameException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aLengthThatGoesBeyondItsEndIsRefused(ApiKeys key) {
    for (short version : key.allVersions()) {
      SampleFrame sample = SampleFrame.of(key, version);
      for (Claim claim : sample.claims()) {
        for (int lie : new int[] {sample.rest(claim) + 1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
          ByteBuffer frame = sample.with(claim, lie);
          long before = threads.getCurrentThreadAllocatedBytes();
          assertThatThrownBy(() -> reader.read(frame))
              .as("version %s, %s as %s", version, claim, lie)
              .isInstanceOf(BadFrameException.class);
          assertThat(threads.getCurrentThreadAllocatedBytes() - before)
              .as("bytes allocated for version %s, %s as %s", version, claim, lie)
              .isLessThan(ALLOWED_BYTES);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aLengthOfNothingIsReadOrRefused(ApiKeys key) {
    for (short version : key.allVersions()) {
      SampleFrame sample = SampleFrame.of(key, version);
      for (Claim claim : sample.claims()) {
        for (int lie : new int[] {-1, 0}) {
          try {
            reader.read(sample.with(claim, lie));
          } catch (BadFrameException e) {
            assertThat(e)
                .as("version %s, %s as %s", version, claim, lie)
                .hasMessageContaining(key.name);
          }
        }
      }
    }
  }
}
