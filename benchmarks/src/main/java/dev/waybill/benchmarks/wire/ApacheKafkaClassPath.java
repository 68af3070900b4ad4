package dev.waybill.benchmarks.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the released Apache Kafka of the module {@code apache-kafka} is: broker and tools. */
public final class ApacheKafkaClassPath {

  /** The project's directory, as the launcher says it. */
  public static final String HOME = "waybill.home";

  private ApacheKafkaClassPath() {}

  /** That of the project that the launcher started us from, or of the current directory. */
  static String here() throws IOException, InterruptedException {
    return below(Path.of(System.getProperty(HOME, "")));
  }

  /**
   * The class path, as {@code java -cp} takes it. Maven is asked for it where the build has not
   * written it yet, which may download a hundred megabytes.
   *
   * @param home the project's directory
   * @throws IOException there is no such project, or Maven failed; with what it said
   */
  public static String below(Path home) throws IOException, InterruptedException {
    Path module = home.resolve("apache-kafka");
    Path written = module.resolve("target").resolve("class-path");
    if (!Files.exists(written)) {
      Process maven =
          new ProcessBuilder(
                  "mvn", "-B", "-q", "-f", module.resolve("pom.xml").toString(), "process-classes")
              .redirectErrorStream(true)
              .start();
      maven.getOutputStream().close();
      String said = new String(maven.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (maven.waitFor() != 0 || !Files.exists(written)) {
        throw new IOException(
            "expected Maven to fetch Apache Kafka for " + module + "; it said:\n" + said);
      }
    }
    return Files.readString(written).strip();
  }
}
