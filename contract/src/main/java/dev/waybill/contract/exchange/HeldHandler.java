package dev.waybill.contract.exchange;

import dev.waybill.Handler;
import java.util.concurrent.CountDownLatch;

/**
 * A handler that is in the middle of a message until it is released: for good, when nobody does.
 * Thread-safe.
 */
public final class HeldHandler implements Handler<String> {

  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final Handler<String> then;

  /** Handles a message by holding it. */
  public HeldHandler() {
    this(text -> {});
  }

  /**
   * @param then handles the message once it is released
   */
  public HeldHandler(Handler<String> then) {
    this.then = then;
  }

  @Override
  public void handle(String text) throws Exception {
    entered.countDown();
    released.await();
    then.handle(text);
  }

  /** Waits until a message is in hand. */
  public void awaitEntered() throws InterruptedException {
    entered.await();
  }

  /** Lets it go, and all that come later. */
  public void release() {
    released.countDown();
  }
}
