package dev.waybill.compatibility.crash;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A {@link Copier} with whichever kafka-clients a loader has. */
final class CopierClient extends Client {
  private static final int MOST_TROUBLE = 1_000;

  private final String name;
  private final String target;
  private final Callable<?> copier;
  private final ClassLoader loader;
  private final Work work;
  private final AtomicInteger copies = new AtomicInteger();
  private final AtomicInteger troubles = new AtomicInteger();
  private volatile boolean inTransaction;

  /**
   * @param loader of {@code Copier} and what it needs
   * @param joining settings of the group's member
   * @param name of its group, and of its transactions
   */
  CopierClient(
      ClassLoader loader,
      Map<String, Object> common,
      Map<String, Object> joining,
      String name,
      String source,
      String target,
      Work work)
      throws ReflectiveOperationException {
    super(name, work);
    this.loader = loader;
    this.name = name;
    this.target = target;
    this.work = work;
    BooleanSupplier finishing = this::isFinishing;
    Consumer<Boolean> transaction = this::tells;
    Consumer<Throwable> trouble = this::hasTrouble;
    copier =
        (Callable<?>)
            loader
                .loadClass(Copier.class.getName())
                .getConstructor(
                    Map.class,
                    Map.class,
                    String.class,
                    String.class,
                    String.class,
                    BooleanSupplier.class,
                    Consumer.class,
                    Consumer.class)
                .newInstance(
                    common, joining, name, source, target, finishing, transaction, trouble);
  }

  /** The group whose position moves with the copies. */
  String group() {
    return name;
  }

  /** The topic of the copies. */
  String target() {
    return target;
  }

  /** Transactions that were committed. */
  int copies() {
    return copies.get();
  }

  /** Transactions that were not, and producers that had to be replaced. */
  int troubles() {
    return troubles.get();
  }

  boolean isInTransaction() {
    return inTransaction;
  }

  @Override
  public String toString() {
    return name + " committed " + copies + " copies and had trouble " + troubles + " times";
  }

  @Override
  void run() throws Exception {
    // By it kafka-clients finds the classes that its settings name.
    Thread.currentThread().setContextClassLoader(loader);
    copier.call();
  }

  private void tells(boolean begins) {
    inTransaction = begins;
    if (!begins) {
      copies.incrementAndGet();
      work.copied(name);
    }
  }

  private void hasTrouble(Throwable why) {
    inTransaction = false;
    if (troubles.incrementAndGet() > MOST_TROUBLE) {
      throw new AssertionError("expected a copier that gets on, found one that only fails", why);
    }
  }
}
