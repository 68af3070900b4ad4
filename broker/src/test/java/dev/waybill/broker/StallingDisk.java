package dev.waybill.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.log.storage.Storage;
import dev.waybill.log.storage.StorageFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A disk on which one call can be made to hang until it is let go. */
final class StallingDisk {
  private static final String NOTHING = "";

  private final Storage storage;
  private final AtomicReference<String> stalling = new AtomicReference<>(NOTHING);
  private final CountDownLatch stalled = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  StallingDisk(Storage real) {
    this.storage = proxy(Storage.class, real);
  }

  Storage storage() {
    return storage;
  }

  /** The next call of this method, of the storage or any of its files, hangs. */
  void stallNext(String method) {
    stalling.set(method);
  }

  void awaitStall() throws InterruptedException {
    assertThat(stalled.await(20, TimeUnit.SECONDS)).as("the stall happened").isTrue();
  }

  void release() {
    released.countDown();
  }

  private <T> T proxy(Class<T> type, T real) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              if (stalling.compareAndSet(method.getName(), NOTHING)) {
                stalled.countDown();
                released.await();
              }
              try {
                Object result = method.invoke(real, arguments);
                return result instanceof StorageFile file ? proxy(StorageFile.class, file) : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
