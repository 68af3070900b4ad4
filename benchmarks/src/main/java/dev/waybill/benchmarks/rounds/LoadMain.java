package dev.waybill.benchmarks.rounds;

import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.benchmarks.measure.SampleLine;
import dev.waybill.benchmarks.suite.Contender;
import dev.waybill.benchmarks.suite.Preparation;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * The measured process. Speaks to the one that started it by lines on standard output.
 *
 * <pre>
 *   measure    … @sample …           and ends
 *   prepare    … @ready              after closing what it opened, and ends
 *              … @ready              with everything open, and waits to be killed
 * </pre>
 */
final class LoadMain {

  static final String READY = "@ready";

  private static final int ABANDONED = 3;

  private LoadMain() {}

  public static void main(String[] arguments) throws Exception {
    endWithParent();
    Task task = Task.fromArguments(arguments);
    Contender contender = task.find();
    if (task.phase() == Task.Phase.MEASURE) {
      Sample sample = contender.load().run(task.workbench());
      say(SampleLine.write(sample));
    } else {
      prepare(contender.preparation().orElseThrow(), task);
    }
  }

  private static void prepare(Preparation preparation, Task task) throws Exception {
    try (AutoCloseable open = preparation.fill().fill(task.workbench())) {
      if (preparation.ending() == Preparation.Ending.KILLED) {
        say(READY + " " + open.getClass().getSimpleName() + " is open");
        new CountDownLatch(1).await();
      }
    }
    say(READY);
  }

  @SuppressWarnings("SystemOut") // standard output is the way to the parent
  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  /** Our standard input ends when the parent does: then nobody wants the figures any more. */
  private static void endWithParent() {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // The parent sends nothing.
                }
              } catch (IOException e) {
                Runtime.getRuntime().halt(ABANDONED);
              }
              Runtime.getRuntime().halt(ABANDONED);
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }
}
