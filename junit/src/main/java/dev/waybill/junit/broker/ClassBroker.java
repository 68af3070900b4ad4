package dev.waybill.junit.broker;

import dev.waybill.Waybill;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The broker of one test class, and of its nested classes. Thread-safe.
 *
 * <pre>
 *   test ── lease ──► the class's broker is free ──► that one, cleaned when it comes back
 *                     └ another test has it ──────► one of its own, from the pool
 * </pre>
 *
 * <p>What was handed out class-wide stays valid until the class ends; so it cannot be combined with
 * tests at the same time, whose topics would get into each other's way.
 */
public final class ClassBroker implements AutoCloseable {

  private final BrokerPool pool;
  private final String testClass;
  private final boolean keepTopics;
  private final Set<Object> injected = Collections.newSetFromMap(new IdentityHashMap<>());

  private @Nullable TestBroker broker;
  private @Nullable Waybill classWide;
  private boolean handedOut;
  private int tests;

  public ClassBroker(BrokerPool pool, String testClass, boolean keepTopics) {
    this.pool = pool;
    this.testClass = testClass;
    this.keepTopics = keepTopics;
  }

  /** A test's right to a broker, until it is closed. */
  public final class Lease implements AutoCloseable {

    private final TestBroker leased;
    private final boolean own;
    private @Nullable Waybill waybill;
    private boolean over;

    private Lease(TestBroker leased, boolean own) {
      this.leased = leased;
      this.own = own;
    }

    public TestBroker broker() {
      return leased;
    }

    /** The test's Waybill, made when first asked for. */
    public synchronized Waybill waybill() {
      Waybill mine = waybill;
      if (mine == null) {
        mine = leased.waybill();
        waybill = mine;
      }
      return mine;
    }

    /** Closes the test's Waybill and leaves the broker clean for the next one. */
    @Override
    public synchronized void close() {
      if (over) {
        return;
      }
      over = true;
      Waybill mine = waybill;
      try {
        if (mine != null) {
          mine.close();
        }
      } finally {
        if (own) {
          pool.giveBack(leased);
        } else {
          endOfTest(leased);
        }
      }
    }
  }

  /** A broker for one test. */
  public Lease lease() {
    synchronized (this) {
      if (keepTopics || tests == 0) {
        TestBroker shared = shared();
        tests++;
        return new Lease(shared, false);
      }
      if (handedOut) {
        throw new IllegalStateException(
            "expected one test of "
                + testClass
                + " at a time, because a static field, @BeforeAll, a constructor or a shared test"
                + " instance has the class's broker; found two. Take Waybill and KafkaAddress as"
                + " parameters of the tests, or say keepTopics = true, or run the tests one by"
                + " one");
      }
    }
    return new Lease(pool.borrow(), true);
  }

  private synchronized void endOfTest(TestBroker used) {
    tests--;
    if (keepTopics) {
      return;
    }
    if (!handedOut) {
      broker = null;
      pool.giveBack(used);
      return;
    }
    Optional<String> left = used.clean();
    if (left.isPresent()) {
      throw new IllegalStateException(
          "expected a test of "
              + testClass
              + " to leave nothing behind, found: "
              + left.get()
              + ". The next test would see it: close what this one opened");
    }
  }

  /** The broker, for what belongs to the whole class. */
  public synchronized TestBroker classWide() {
    handedOut = true;
    return shared();
  }

  /** The class's own Waybill. */
  public synchronized Waybill classWideWaybill() {
    Waybill known = classWide;
    if (known == null) {
      known = classWide().waybill();
      classWide = known;
    }
    return known;
  }

  /** Says that what tests get is seen by all of them. */
  public synchronized void handOut() {
    handedOut = true;
  }

  /** Remembers a value that was put into a field. */
  public synchronized void injected(Object value) {
    injected.add(value);
  }

  /** Whether a field's value was put there by this extension, for an earlier test. */
  public synchronized boolean wasInjected(Object value) {
    return injected.contains(value);
  }

  private TestBroker shared() {
    TestBroker known = broker;
    if (known == null) {
      known = pool.borrow();
      broker = known;
    }
    return known;
  }

  @Override
  public synchronized void close() {
    Waybill known = classWide;
    TestBroker shared = broker;
    broker = null;
    try {
      if (known != null) {
        known.close();
      }
    } finally {
      if (shared != null) {
        pool.giveBack(shared);
      }
    }
  }
}
