package dev.waybill.cluster;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The main class of a node's JVM: formats its directory where it was not, then is Kafka's own main.
 *
 * <p>Halts as soon as its standard input ends, which is when whoever started it is gone, by
 * whatever means. Knows Kafka's classes by name only: they are those of the released server, on its
 * own class path.
 */
public final class NodeMain {

  private static final int PARENT_GONE = 3;

  private NodeMain() {}

  /**
   * @param args the properties' file, the directory of the data, the cluster's id
   */
  public static void main(String[] args) throws ReflectiveOperationException {
    Thread watch = new Thread(NodeMain::haltWithParent, "parent-watch");
    watch.setDaemon(true);
    watch.start();
    String properties = args[0];
    if (!Files.exists(Path.of(args[1], "meta.properties"))) {
      format(properties, args[2]);
    }
    Class.forName("kafka.Kafka")
        .getMethod("main", String[].class)
        .invoke(null, (Object) new String[] {properties});
  }

  private static void format(String properties, String clusterId)
      throws ReflectiveOperationException {
    Object exitCode =
        Class.forName("kafka.tools.StorageTool")
            .getMethod("execute", String[].class, PrintStream.class)
            .invoke(null, new String[] {"format", "-t", clusterId, "-c", properties}, System.out);
    if (!Integer.valueOf(0).equals(exitCode)) {
      System.err.println("expected to format " + properties + ", found exit code " + exitCode);
      System.exit(1);
    }
  }

  private static void haltWithParent() {
    try {
      while (System.in.read() >= 0) {
        // Nobody says anything; only its end means something.
      }
    } catch (IOException e) {
      System.err.println("the pipe to the parent process broke, so this node ends: " + e);
    } finally {
      Runtime.getRuntime().halt(PARENT_GONE);
    }
  }
}
