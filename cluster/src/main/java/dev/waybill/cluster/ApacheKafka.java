package dev.waybill.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * A released Apache Kafka on this machine, of one node or three, which serves when one of these
 * exists. Its processes end with it, with this JVM, and when this JVM is killed.
 *
 * <p>{@link #close} from any thread, all else from one.
 */
public final class ApacheKafka implements AutoCloseable {

  /** Any; ids are compared nowhere. */
  static final String CLUSTER_ID = "4L6g3nShT-eMCtK--X86sw";

  private static final int TRIES = 5;

  private final List<KafkaNode> nodes;
  private final Optional<Path> temporary;
  private final Thread atExit = new Thread(this::atExit, "end-apache-kafka");
  private final AtomicBoolean closed = new AtomicBoolean();

  private ApacheKafka(List<KafkaNode> nodes, Optional<Path> temporary) {
    this.nodes = List.copyOf(nodes);
    this.temporary = temporary;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts it on a directory, which is formatted first where it was not, and stays.
   *
   * @param directory an existing one for data and what the servers say: {@code node-1} and so on
   * @throws IOException there is no released Kafka to start, or it does not start; with what it
   *     said. Nothing is running then
   */
  public static ApacheKafka start(KafkaSettings settings, Path directory)
      throws IOException, InterruptedException {
    return new ApacheKafka(startNodes(settings, directory), Optional.empty());
  }

  /**
   * Starts it on a new directory, which is deleted with everything in it when this is closed, or
   * this JVM ends.
   *
   * @param parent an existing one; who kills this JVM finds what is left there
   */
  public static ApacheKafka startTemporary(KafkaSettings settings, Path parent)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory(parent, "apache-kafka-");
    try {
      return new ApacheKafka(startNodes(settings, directory), Optional.of(directory));
    } catch (IOException | InterruptedException | RuntimeException e) {
      FileTree.delete(directory);
      throw e;
    }
  }

  private static List<KafkaNode> startNodes(KafkaSettings settings, Path directory)
      throws IOException, InterruptedException {
    for (int i = 1; ; i++) {
      List<KafkaNode> nodes = new ArrayList<>();
      boolean started = false;
      try {
        List<Integer> ports = List.copyOf(FreePort.find(2 * settings.nodes()));
        List<Integer> controllers = ports.subList(settings.nodes(), ports.size());
        for (int id = 1; id <= settings.nodes(); id++) {
          Path own = Files.createDirectories(directory.resolve("node-" + id));
          nodes.add(KafkaNode.launch(id, own, ports.get(id - 1), controllers, settings));
        }
        for (KafkaNode node : nodes) {
          node.awaitStarted(nodes);
        }
        started = true;
        return nodes;
      } catch (IOException e) {
        if (i == TRIES || !anyFailedToBind(nodes)) {
          throw e;
        }
      } finally {
        if (!started) {
          nodes.forEach(KafkaNode::end);
        }
      }
    }
  }

  private static boolean anyFailedToBind(List<KafkaNode> nodes) throws IOException {
    for (KafkaNode node : nodes) {
      if (node.failedToBind()) {
        return true;
      }
    }
    return false;
  }

  /** Where clients begin: the addresses of all nodes, with commas between them. */
  public String bootstrap() {
    return nodes.stream().map(KafkaNode::address).collect(Collectors.joining(","));
  }

  /** All of them, in the order of their ids. */
  public List<KafkaNode> nodes() {
    return nodes;
  }

  /**
   * The node with that id, as {@link Roles} says them.
   *
   * @throws IllegalArgumentException there is none
   */
  public KafkaNode node(int id) {
    if (id < 1 || id > nodes.size()) {
      throw new IllegalArgumentException(
          "expected a node from 1 to " + nodes.size() + ", found " + id);
    }
    return nodes.get(id - 1);
  }

  /**
   * Ends all nodes, those whose data stays in order. Returns when they have ended, and what is
   * temporary is deleted. Nothing happens the second time.
   *
   * @throws IOException a file cannot be deleted; no node runs then
   */
  @Override
  public void close() throws IOException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook runs as well, and finds nothing to do.
      nodes.forEach(KafkaNode::end);
    }
    if (temporary.isEmpty()) {
      nodes.forEach(KafkaNode::terminate);
      nodes.forEach(KafkaNode::awaitEnd);
    } else {
      nodes.forEach(KafkaNode::end);
      FileTree.delete(temporary.get());
    }
  }

  private void atExit() {
    nodes.forEach(KafkaNode::end);
    try {
      if (temporary.isPresent()) {
        FileTree.delete(temporary.get());
      }
    } catch (IOException e) {
      System.err.println("waybill: Apache Kafka's data stays at " + temporary.get() + ": " + e);
    }
  }
}
