package dev.waybill.verifier.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A child's line to its parent: it hears "finish" and "retire", and ends itself when the parent is
 * gone.
 */
public final class ParentLine {
  private static final String FINISH = "finish";
  private static final String RETIRE = "retire";
  private static final int ORPHANED = 3;

  private final CountDownLatch finishing = new CountDownLatch(1);
  private volatile boolean retired;

  private ParentLine() {}

  /** Listens from now on. */
  public static ParentLine listen() {
    ParentLine line = new ParentLine();
    Thread thread = new Thread(line::read, "parent-line");
    thread.setDaemon(true);
    thread.start();
    return line;
  }

  /** A program's arguments, each {@code name=value}. */
  public static Map<String, String> arguments(String[] args) {
    Map<String, String> values = new HashMap<>();
    for (String each : args) {
      int equals = each.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("expected name=value, found " + each);
      }
      values.put(each.substring(0, equals), each.substring(equals + 1));
    }
    return values;
  }

  /** Whether the parent has asked it to finish what it does and to end. */
  public boolean isFinishing() {
    return finishing.getCount() == 0;
  }

  /** Whether a successor works: it may try one more time, and must not begin anew. */
  boolean isRetired() {
    return retired;
  }

  /** Waits until the parent asks for the end. */
  public void awaitFinish() throws InterruptedException {
    finishing.await();
  }

  /** Tells the parent. */
  public void say(String text) {
    synchronized (System.out) {
      System.out.println(text);
      System.out.flush();
    }
  }

  private void read() {
    try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.equals(FINISH)) {
          finishing.countDown();
        } else if (line.equals(RETIRE)) {
          retired = true;
        }
      }
    } catch (IOException e) {
      System.err.println("the parent's line broke: " + e);
    }
    Runtime.getRuntime().halt(ORPHANED);
  }
}
