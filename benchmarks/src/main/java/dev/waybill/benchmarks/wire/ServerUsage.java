package dev.waybill.benchmarks.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a server's process has used so far, as Linux counts it. */
final class ServerUsage {

  private static final double NANOS = 1e9;
  private static final long KIBIBYTE = 1024;

  private final Process process;

  ServerUsage(WireServer server) {
    this.process = server.process();
  }

  /** Processor time of all its threads, collector and compiler included. */
  double cpuSeconds() {
    return process.info().totalCpuDuration().orElseThrow().toNanos() / NANOS;
  }

  /** Resident memory, in bytes. */
  long residentBytes() throws IOException {
    return status("VmRSS:");
  }

  /** The most that was resident at once, in bytes. */
  long peakResidentBytes() throws IOException {
    return status("VmHWM:");
  }

  private long status(String name) throws IOException {
    for (String line :
        Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * KIBIBYTE;
      }
    }
    throw new IOException("expected " + name + " of process " + process.pid() + ", found none");
  }
}
