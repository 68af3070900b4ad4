package dev.waybill.compatibility;

import dev.waybill.cluster.ApacheKafkaClassPath;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@link WordCount} in a process of its own, which writes what it says to a file. */
final class WordCounter implements AutoCloseable {
  private static final long LOOK_AGAIN_MILLIS = 20;

  private final Process process;
  private final Path output;

  private WordCounter(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * @param directory has the state below it, which is gone on with
   * @param protocol of the group: {@code classic} or {@code streams}
   */
  static WordCounter start(String bootstrap, Path directory, String protocol)
      throws IOException, InterruptedException, URISyntaxException {
    String theirs = ApacheKafkaClassPath.below(Path.of(".."));
    Path ours =
        Path.of(WordCount.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path output = directory.resolve("word-count.log");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            // Its store is a native library, which it unpacks there and leaves when it is killed.
            "-Djava.io.tmpdir=" + directory,
            "-cp",
            ours + ":" + theirs,
            WordCount.class.getName(),
            bootstrap,
            state(directory).toString(),
            protocol);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new WordCounter(process, output);
  }

  /** Where it keeps its store. */
  static Path state(Path directory) {
    return directory.resolve("state");
  }

  /**
   * What follows {@code words} in every line that begins with them, as soon as there are so many.
   *
   * @throws AssertionError it ended before; with what it said
   */
  List<String> await(String words, int times) throws IOException, InterruptedException {
    while (true) {
      boolean alive = process.isAlive();
      List<String> said =
          said()
              .lines()
              .filter(line -> line.startsWith(words))
              .map(line -> line.substring(words.length()))
              .toList();
      if (said.size() >= times) {
        return said;
      }
      if (!alive) {
        throw new AssertionError(
            "expected \""
                + words
                + "\" "
                + times
                + " times of a word count that ended:\n"
                + said());
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  void checkAlive() throws IOException {
    if (!process.isAlive()) {
      throw new AssertionError(
          "expected a word count that lives, found one that ended:\n" + said());
    }
  }

  String said() throws IOException {
    return Files.readString(output);
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  /** SIGKILL. Returns when it is dead. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
