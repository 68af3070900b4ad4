package dev.waybill.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a properties file holds: it is refused with its entry's name, or makes a node. */
@Isolated("There is one fuzzer in a JVM.")
class PropertiesFuzzTest {
  static Stream<byte[]> files() {
    return Stream.of(
            "num.partitions=3\nlog.retention.ms=1000\nmessage.max.bytes=2000000\n",
            "listeners=PLAINTEXT://127.0.0.1:9092\nadvertised.listeners=PLAINTEXT://host:1\n",
            "log.retention.hours=-1\nlog.roll.hours=1\nlog.dirs=/tmp/a\ncleanup.policy=compact\n",
            "group.min.session.timeout.ms=6\ngroup.max.size=5\noffsets.retention.minutes=1\n",
            "transaction.max.timeout.ms=1\ntransactional.id.expiration.ms=2\nnode.id=7\n",
            "max.connections=1\nqueued.max.request.bytes=-1\nnum.network.threads=\\u0031\n",
            "auto.create.topics.enable=TRUE\nsasl.enabled.mechanisms=PLAIN\nunknown=\n")
        .map(text -> text.getBytes(UTF_8));
  }

  @MethodSource("files")
  @FuzzTest(maxDuration = "2m")
  void isRefusedOrMakesANode(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("fuzz", ".properties");
    try {
      Files.write(file, bytes);
      ServerProperties.read(file, KafkaNode.freshSettings(), ServerSettings.defaults());
    } catch (CharacterCodingException | IllegalArgumentException declared) {
      // Not text, or an entry that cannot be.
      return;
    } finally {
      Files.delete(file);
    }
  }
}
