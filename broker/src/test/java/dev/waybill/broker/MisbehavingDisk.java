package dev.waybill.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.log.storage.Storage;
import dev.waybill.log.storage.StorageFile;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A disk on which one call can be made to fail, or to hang until it is let go. */
final class MisbehavingDisk {
  private static final String NOTHING = "";

  /** A method, of files whose path ends like this; of the storage itself when it is empty. */
  private record Call(String method, String pathEnd) {
    static final Call NONE = new Call(NOTHING, NOTHING);

    boolean is(String calledMethod, String path) {
      return method.equals(calledMethod) && path.endsWith(pathEnd);
    }
  }

  private final Storage storage;
  private final AtomicReference<String> stalling = new AtomicReference<>(NOTHING);
  private final AtomicReference<Call> failing = new AtomicReference<>(Call.NONE);
  private final CountDownLatch stalled = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  MisbehavingDisk(Storage real) {
    this.storage = proxy(Storage.class, real, NOTHING);
  }

  Storage storage() {
    return storage;
  }

  /** The next call of this method, of the storage or any of its files, hangs. */
  void stallNext(String method) {
    stalling.set(method);
  }

  /** The next call of this method, of the storage or any of its files, fails. */
  void failNext(String method) {
    failNext(method, NOTHING);
  }

  /** The next call of this method, of a file whose path ends like this, fails. */
  void failNext(String method, String pathEnd) {
    failing.set(new Call(method, pathEnd));
  }

  boolean hasFailed() {
    return failing.get() == Call.NONE;
  }

  void awaitStall() throws InterruptedException {
    assertThat(stalled.await(20, TimeUnit.SECONDS)).as("the stall happened").isTrue();
  }

  void release() {
    released.countDown();
  }

  private <T> T proxy(Class<T> type, T real, String path) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              String stall = stalling.get();
              if (stall.equals(method.getName()) && stalling.compareAndSet(stall, NOTHING)) {
                stalled.countDown();
                released.await();
              }
              Call call = failing.get();
              if (call.is(method.getName(), path) && failing.compareAndSet(call, Call.NONE)) {
                throw new IOException("the simulated disk does not answer");
              }
              try {
                Object result = method.invoke(real, arguments);
                return result instanceof StorageFile file
                    ? proxy(StorageFile.class, file, String.valueOf(arguments[0]))
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
