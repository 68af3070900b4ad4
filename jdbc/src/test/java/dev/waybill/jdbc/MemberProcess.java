package dev.waybill.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.jdbc.database.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link GroupMember} as its parent sees it, which stops it and kills it by signals. */
final class MemberProcess implements AutoCloseable {

  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private int read;
  private boolean over;

  private MemberProcess(Process process) {
    this.process = process;
  }

  /** Returns when it has opened its engine. */
  static MemberProcess start(Path data) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                GroupMember.class.getName(),
                data.toString())
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("JAVA_TOOL"));
    MemberProcess member = new MemberProcess(builder.start());
    Thread reader = new Thread(member::readLines, "lines of a member");
    reader.setDaemon(true);
    reader.start();
    member.awaitLine("> ready");
    return member;
  }

  private void readLines() {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line; (line = reader.readLine()) != null; ) {
        said(line);
      }
    } catch (IOException e) {
      said("its output broke off: " + e);
    } finally {
      end();
    }
  }

  private synchronized void said(String line) {
    lines.add(line);
    notifyAll();
  }

  private synchronized void end() {
    over = true;
    notifyAll();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Subscribes; what it says from now on is looked at. */
  void begin(String group, String place, int maxBatch, TestDatabase database) {
    synchronized (this) {
      read = lines.size();
    }
    tell(
        String.join(
            " ",
            "begin",
            group,
            place,
            Integer.toString(maxBatch),
            database.url(),
            database.user(),
            database.password()));
  }

  void tell(String order) {
    try {
      process.getOutputStream().write((order + "\n").getBytes(UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void catchUp() throws InterruptedException {
    tell("catch-up");
    awaitLine("> caught up");
  }

  /** Waits until it has said that since it was told to begin. */
  synchronized void awaitLine(String part) throws InterruptedException {
    long deadline = System.nanoTime() + PipelineFixture.LONG.toNanos();
    while (!hasSaid(part)) {
      long left = deadline - System.nanoTime();
      if (over || left <= 0) {
        throw new AssertionError("expected '" + part + "', found " + String.join("\n", lines));
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  synchronized boolean hasSaid(String part) {
    return lines.subList(read, lines.size()).stream().anyMatch(line -> line.contains(part));
  }

  /** SIGSTOP. Returns when it stands still. */
  void stop() throws Exception {
    signal("STOP");
    Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
    while (Files.exists(stat) && !Files.readString(stat).contains(") T ")) {
      Thread.onSpinWait();
    }
  }

  /** SIGCONT, and what it waits for. */
  void goOn() throws Exception {
    signal("CONT");
    tell("go");
  }

  private void signal(String name) throws Exception {
    // The shell's own kill: a small machine has no other.
    String[] command = {"sh", "-c", "kill -" + name + " " + process.pid()};
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  /** SIGKILL, whether it stands still or not. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
