package dev.waybill.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The launcher in a project of one file, with a Maven and a Java that only write down their use.
 */
@Isolated("What it writes cannot be run while a child forked meanwhile holds it open.")
class LauncherTest {

  private static final Path LAUNCHER = Path.of("").toAbsolutePath().getParent().resolve("waybill");

  @TempDir private Path temporary;

  private Path home;
  private Path tools;
  private Path builds;

  private record Ended(int exitCode, String out, String err) {}

  @BeforeEach
  void makeAProject() throws IOException {
    home = temporary.resolve("a project");
    tools = Files.createDirectories(temporary.resolve("tools"));
    builds = temporary.resolve("builds");
    Files.createDirectories(home.resolve("cli/src/main/java"));
    write(home.resolve("cli/src/main/java/Main.java"), "class Main {}");
    write(home.resolve("pom.xml"), "<project/>");
    write(home.resolve("cli/pom.xml"), "<project/>");
    executable(home.resolve("waybill"), Files.readString(LAUNCHER));
    mavenThat("sleep 0.2");
    executable(
        tools.resolve("java"),
        """
        #!/bin/sh
        case $1 in
          -version) echo 'openjdk version "17.0.1"' >&2; exit ;;
        esac
        for argument; do echo "[$argument]"; done
        cat
        exit 42
        """);
    age(home.resolve("pom.xml"));
    age(home.resolve("cli/pom.xml"));
  }

  @Test
  void theFirstRunBuildsAndSaysSo() throws Exception {
    Ended ended = launch("explain");

    assertThat(ended.err()).startsWith("waybill: building").hasLineCount(1);
    assertThat(builds).hasContent("built");
  }

  @Test
  void theSecondRunBuildsNothing() throws Exception {
    launch("explain");
    Ended second = launch("explain");

    assertThat(second.err()).isEmpty();
    assertThat(builds).hasContent("built");
  }

  @Test
  void aChangedSourceIsBuiltAgain() throws Exception {
    launch("explain");
    touch(home.resolve("cli/src/main/java/Main.java"));
    Ended second = launch("explain");

    assertThat(second.err()).contains("building");
    assertThat(Files.readAllLines(builds)).hasSize(2);
  }

  @Test
  void aDeletedSourceIsBuiltAgain() throws Exception {
    launch("explain");
    Files.delete(home.resolve("cli/src/main/java/Main.java"));
    touch(home.resolve("cli/src/main/java"));

    assertThat(launch("explain").err()).contains("building");
  }

  @Test
  void classesThatWereCleanedAwayAreBuiltAgain() throws Exception {
    launch("explain");
    Files.delete(mainClass());

    assertThat(launch("explain").err()).contains("building");
  }

  @Test
  void argumentsInputAndExitCodeArePassedThrough() throws Exception {
    launch("explain");
    Ended ended = launchFrom(home.resolve("waybill"), "typed", "publish", "a topic", "$HOME", "");

    assertThat(ended.exitCode()).isEqualTo(42);
    assertThat(ended.out())
        .contains("[dev.waybill.cli.Main]\n[publish]\n[a topic]\n[$HOME]\n[]\n")
        .endsWith("typed");
  }

  @Test
  void jarsOfTheUsersComeLastOnTheClassPath() throws Exception {
    ProcessBuilder builder = builder(home.resolve("waybill"), "explain");
    builder.environment().put("WAYBILL_CLASS_PATH", "/my/driver.jar");
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).isEqualTo(42);
    assertThat(out).contains("/some.jar:/my/driver.jar");
  }

  @Test
  void itIsFoundThroughSymbolicLinks() throws Exception {
    Path link = Files.createSymbolicLink(temporary.resolve("one"), Path.of("two"));
    Files.createSymbolicLink(temporary.resolve("two"), home.resolve("waybill"));

    Ended ended = launchFrom(link, "", "explain");

    assertThat(ended.exitCode()).isEqualTo(42);
    assertThat(ended.out()).contains("a project/cli/target/classes");
  }

  @Test
  void aFailedBuildShowsItsLastLinesAndIsTriedAgain() throws Exception {
    mavenThat("echo 'Main.java:1: no such thing'; exit 1");
    Ended first = launch("explain");
    Ended second = launch("explain");

    assertThat(first.exitCode()).isEqualTo(3);
    assertThat(first.err()).contains("Main.java:1: no such thing", "the build failed");
    assertThat(second.err()).contains("building");
  }

  @Test
  void manyFirstRunsAtOnceBuildOnce() throws Exception {
    mavenThat("sleep 1");
    List<Process> runs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      runs.add(start(home.resolve("waybill"), "explain"));
    }
    for (Process run : runs) {
      run.getOutputStream().close();
      assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(run.exitValue()).isEqualTo(42);
    }

    assertThat(builds).hasContent("built");
  }

  @Test
  void theLockOfADeadBuilderIsTakenOver() throws Exception {
    Path lock = Files.createDirectories(home.resolve("target/launcher/lock"));
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    write(lock.resolve("pid"), dead.pid() + "\n");

    Ended ended = launch("explain");

    assertThat(ended.exitCode()).isEqualTo(42);
    assertThat(lock).doesNotExist();
  }

  @Test
  void withoutMavenItSaysWhatToInstall() throws Exception {
    Files.delete(tools.resolve("mvn"));
    Ended ended = launch("explain");

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.err()).contains("found no Maven");
  }

  private Ended launch(String... arguments) throws Exception {
    return launchFrom(home.resolve("waybill"), "", arguments);
  }

  private Ended launchFrom(Path launcher, String input, String... arguments) throws Exception {
    Process process = start(launcher, arguments);
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(UTF_8));
    }
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    return new Ended(process.waitFor(), out, err);
  }

  private Process start(Path launcher, String... arguments) throws IOException {
    return builder(launcher, arguments).start();
  }

  private ProcessBuilder builder(Path launcher, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", launcher.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(temporary.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("WAYBILL") || name.startsWith("JAVA"));
    environment.put("JAVACMD", tools.resolve("java").toString());
    environment.put("PATH", tools + ":" + pathWithoutMaven());
    environment.put("BUILDS", builds.toString());
    environment.put("MAIN_CLASS", mainClass().toString());
    return builder;
  }

  private Path mainClass() {
    return home.resolve("cli/target/classes/dev/waybill/cli/Main.class");
  }

  /** The tools that the launcher uses, in one directory without mvn. */
  private String pathWithoutMaven() throws IOException {
    Path bin = Files.createDirectories(temporary.resolve("bin"));
    for (String tool :
        List.of(
            "sh",
            "dirname",
            "readlink",
            "sed",
            "find",
            "head",
            "tail",
            "cat",
            "mkdir",
            "rm",
            "mv",
            "sleep",
            "true")) {
      for (String directory : List.of("/bin", "/usr/bin")) {
        Path found = Path.of(directory, tool);
        if (Files.exists(found) && !Files.exists(bin.resolve(tool))) {
          executable(bin.resolve(tool), "#!/bin/sh\nexec " + found + " \"$@\"\n");
        }
      }
    }
    return bin.toString();
  }

  private void mavenThat(String does) throws IOException {
    executable(
        tools.resolve("mvn"),
        "#!/bin/sh\n"
            + does
            + "\n"
            + """
            for argument; do
              case $argument in
                -Dwaybill.launcher.class-path=*) echo /some.jar > "${argument#*=}" ;;
              esac
            done
            mkdir -p "$(dirname "$MAIN_CLASS")"
            : > "$MAIN_CLASS"
            echo built >> "$BUILDS"
            """);
  }

  private static void executable(Path file, String text) throws IOException {
    write(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text, UTF_8);
  }

  /** Written long ago, so that only what a test touches is new. */
  private static void age(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
  }

  private static void touch(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
  }
}
