package dev.waybill.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ServeTest {
  @TempDir private Path directory;

  @Test
  void listensUntilItIsToldToStop() throws Exception {
    Process server = start("serve", "--data", data(), "--port", "0");
    try (BufferedReader out = server.inputReader(UTF_8)) {
      String line = out.readLine();
      assertThat(line).startsWith("listening on 127.0.0.1:");
      int port = Integer.parseInt(line.replaceAll(".*:(\\d+),.*", "$1"));
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(client.isConnected()).isTrue();
      }
      server.destroy();
    }
    assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(server.exitValue()).isEqualTo(143);
  }

  @Test
  void isConfiguredByAFileAndTellsWhatOfItHasNoEffect() throws Exception {
    Path config = directory.resolve("server.properties");
    Files.writeString(
        config,
        "listeners=PLAINTEXT://localhost:0\nlog.dirs="
            + data()
            + "\nnum.io.threads=8\nnum.partition=3\n");
    ProcessBuilder server = processOf("serve", "--config", config.toString());

    Process process = server.redirectErrorStream(true).start();

    try (BufferedReader out = process.inputReader(UTF_8)) {
      assertThat(out.readLine()).endsWith("without effect here: num.io.threads");
      assertThat(out.readLine()).endsWith("perhaps misspelled: num.partition");
      assertThat(out.readLine()).startsWith("listening on ").endsWith("data in " + data());
    } finally {
      process.destroy();
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void refusesAFileThatCannotBe() throws Exception {
    Path config = directory.resolve("server.properties");
    Files.writeString(config, "num.partitions=many\n");

    Shell.Ended refused = new Shell().run("serve", "--config", config.toString());
    Shell.Ended missing = new Shell().run("serve", "--config", directory + "/none");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("server.properties", "num.partitions", "\"many\"");
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("--config", "none");
  }

  @Test
  void refusesAnAddressThatOthersReachUnlessItIsWanted() {
    Shell.Ended refused =
        new Shell().run("serve", "--data", data(), "--host", "0.0.0.0", "--port", "0");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("loopback", "--insecure-listen");
  }

  @Test
  void saysWhenThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Shell.Ended refused =
          new Shell()
              .run("serve", "--data", data(), "--port", String.valueOf(taken.getLocalPort()));

      assertThat(refused.exitCode()).isEqualTo(3);
      assertThat(refused.err()).contains("Cannot listen", "--port");
    }
  }

  private String data() {
    return directory.resolve("data").toString();
  }

  private static Process start(String... arguments) throws IOException {
    return processOf(arguments).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static ProcessBuilder processOf(String... arguments) {
    String[] command = new String[arguments.length + 4];
    command[0] = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    command[1] = "-cp";
    command[2] = System.getProperty("java.class.path");
    command[3] = Main.class.getName();
    System.arraycopy(arguments, 0, command, 4, arguments.length);
    return new ProcessBuilder(command);
  }
}
