package dev.waybill.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Does something as soon as a log says so. */
final class LogWatch implements AutoCloseable {

  /** What is done then. */
  interface Deed {

    void run() throws Exception;
  }

  private final Thread thread;
  private volatile boolean saw;

  LogWatch(Path log, String words, Deed deed) {
    Callable<Boolean> said = () -> Files.readString(log).contains(words);
    thread =
        new Thread(
            () -> {
              try {
                while (!said.call()) {
                  TimeUnit.MILLISECONDS.sleep(5);
                }
                saw = true;
                deed.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            },
            "log-watch");
    thread.start();
  }

  boolean sawIt() {
    return saw;
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
