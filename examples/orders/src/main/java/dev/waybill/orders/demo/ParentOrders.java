package dev.waybill.orders.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.orders.demo.ChildSettings.Trap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;

/**
 * What the parent tells its child: a line on its standard input, fields separated by tabs. When
 * that ends, the parent has, and the child halts.
 *
 * <pre>
 *   go                  whoever is held in a trap goes on
 *   arm PLACE ORDER     the next trap
 * </pre>
 */
final class ParentOrders {

  static final String GO = "go";

  private static final String ARM = "arm";
  private static final int ORPHANED = 3;

  private ParentOrders() {}

  static String arm(Trap trap) {
    return ARM + "\t" + trap.place() + "\t" + trap.fromOrder();
  }

  /** Obeys on a thread of its own, as long as the parent lives. */
  static void obey(Witness witness) {
    Thread thread =
        new Thread(
            () -> {
              try (BufferedReader in =
                  new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
                for (String line; (line = in.readLine()) != null; ) {
                  obey(line.split("\t", -1), witness);
                }
              } catch (IOException e) {
                System.err.println("waybill demo: the parent process is gone: " + e);
              } finally {
                Runtime.getRuntime().halt(ORPHANED);
              }
            },
            "parent-orders");
    thread.setDaemon(true);
    thread.start();
  }

  private static void obey(String[] fields, Witness witness) {
    switch (fields[0]) {
      case GO -> witness.letGo();
      case ARM -> witness.arm(new Trap(Place.valueOf(fields[1]), Long.parseLong(fields[2])));
      default ->
          throw new IllegalArgumentException(
              "expected an order of the parent process, found '" + fields[0] + "'");
    }
  }
}
