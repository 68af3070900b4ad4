package dev.waybill.cluster;

import java.io.IOException;
import java.util.List;

/** Signals that Java cannot send. */
public final class Signals {

  private Signals() {}

  /**
   * SIGSTOP: not a thread of it goes on, and it is not told.
   *
   * @throws IOException there is no such process, or no {@code kill} on this machine
   */
  public static void stop(Process process) throws IOException, InterruptedException {
    send("-STOP", process);
  }

  /** SIGCONT: a stopped process goes on. */
  public static void carryOn(Process process) throws IOException, InterruptedException {
    send("-CONT", process);
  }

  private static void send(String signal, Process process)
      throws IOException, InterruptedException {
    Command.printed(List.of("kill", signal, Long.toString(process.pid())));
  }
}
