package dev.waybill.compatibility.crash;

import java.util.concurrent.CountDownLatch;

/** A client on a thread of its own, until it is told to finish. */
abstract class Client {
  private final Work work;
  private final Thread thread;
  private final CountDownLatch finishing = new CountDownLatch(1);

  Client(String name, Work work) {
    this.work = work;
    thread = new Thread(this::runAndTell, name);
    thread.setDaemon(true);
  }

  final void start() {
    thread.start();
  }

  /** Lets it finish what it began, and waits for that. */
  final void finish() throws InterruptedException {
    finishing.countDown();
    thread.join();
    work.checkHealthy();
  }

  final boolean isFinishing() {
    return finishing.getCount() == 0;
  }

  /** Its life; returns some time after {@code isFinishing()}. */
  abstract void run() throws Exception;

  private void runAndTell() {
    try {
      run();
    } catch (Throwable e) {
      work.failed(e);
    }
  }
}
