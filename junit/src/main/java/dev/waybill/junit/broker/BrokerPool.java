package dev.waybill.junit.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The brokers of one test run: as many as were ever in use at the same time. Thread-safe.
 *
 * <p>Invariant: a broker is with one borrower at a time, and one that is borrowed has no topic and
 * no group.
 */
public final class BrokerPool implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BrokerPool.class);

  private final Path root;
  private final Deque<TestBroker> idle = new ArrayDeque<>();
  private final List<TestBroker> all = new ArrayList<>();
  private int opened;
  private boolean closed;

  private BrokerPool(Path root) {
    this.root = root;
  }

  /** An empty pool, whose brokers will be in a temporary directory. */
  public static BrokerPool create() {
    requireParts();
    try {
      return new BrokerPool(Files.createTempDirectory("waybill-test-"));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "expected to create a directory in "
              + System.getProperty("java.io.tmpdir")
              + "; no broker was started. Make it writable, or set java.io.tmpdir",
          e);
    }
  }

  /** Says what is missing before a class loader does. */
  private static void requireParts() {
    require("dev.waybill.runtime.RuntimeProvider", "waybill-runtime");
    require("dev.waybill.embedded.EmbeddedEngine", "waybill-embedded");
    require("dev.waybill.server.KafkaServer", "waybill-server");
  }

  static void require(String type, String artifact) {
    try {
      Class.forName(type, false, BrokerPool.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      throw new IllegalStateException(
          "expected dev.waybill:"
              + artifact
              + " on the test's class path, found none (looked for "
              + type
              + "); no broker was started. waybill-junit brings it along: remove the exclusion,"
              + " or add the artifact",
          e);
    }
  }

  /** One that is as new. */
  public TestBroker borrow() {
    Path directory;
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("expected a test run that goes on, found its end");
      }
      TestBroker ready = idle.poll();
      if (ready != null) {
        return ready;
      }
      directory = root.resolve("broker-" + ++opened);
    }
    TestBroker fresh = TestBroker.open(directory);
    synchronized (this) {
      all.add(fresh);
    }
    return fresh;
  }

  /** Takes one back; what cannot be cleaned is closed and not lent again. */
  public void giveBack(TestBroker broker) {
    Optional<String> left = broker.clean();
    if (left.isEmpty()) {
      synchronized (this) {
        if (!closed) {
          idle.push(broker);
          return;
        }
      }
    } else {
      LOG.warn(
          "A test left something behind: {}. Its broker is not used again; close what the test"
              + " opened",
          left.get());
    }
    synchronized (this) {
      all.remove(broker);
    }
    broker.close();
    delete(broker.directory());
  }

  /** Closes all brokers and deletes their files. */
  @Override
  public void close() {
    List<TestBroker> closing;
    synchronized (this) {
      closed = true;
      idle.clear();
      closing = List.copyOf(all);
      all.clear();
    }
    closing.forEach(TestBroker::close);
    delete(root);
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn(
          "{} could not be deleted: nothing needs it any more, delete it by hand", directory, e);
    }
  }

  /** How many were started; for those who look after the pool. */
  public synchronized int opened() {
    return opened;
  }
}
