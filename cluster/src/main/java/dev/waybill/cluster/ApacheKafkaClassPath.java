package dev.waybill.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the released Apache Kafka of the module {@code apache-kafka} is: broker and tools. */
public final class ApacheKafkaClassPath {

  /** The project's directory, as the launcher says it. */
  public static final String HOME = "waybill.home";

  private ApacheKafkaClassPath() {}

  /** That of the project that the launcher started us from, or of the current directory. */
  public static String here() throws IOException, InterruptedException {
    return below(Path.of(System.getProperty(HOME, "")));
  }

  /** The same, and {@link NodeMain}, behind it: whose settings of a logger count is Kafka's. */
  static String ofNodes() throws IOException, InterruptedException {
    String ours = NodeMain.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return here() + File.pathSeparator + ours;
  }

  /**
   * The class path, as {@code java -cp} takes it. Maven is asked for it where the build has not
   * written it yet, which may download a hundred megabytes.
   *
   * @param home the project's directory
   * @throws IOException there is no such project, or Maven failed; with what it said
   */
  public static synchronized String below(Path home) throws IOException, InterruptedException {
    Path module = home.resolve("apache-kafka");
    Path written = module.resolve("target").resolve("class-path");
    if (!Files.exists(written)) {
      Command.printed(
          List.of(
              "mvn", "-B", "-q", "-f", module.resolve("pom.xml").toString(), "process-classes"));
    }
    return Files.readString(written).strip();
  }
}
