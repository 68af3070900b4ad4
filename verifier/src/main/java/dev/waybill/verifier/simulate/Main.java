package dev.waybill.verifier.simulate;

import dev.waybill.verifier.check.Checkers;
import java.util.List;

/** Starts {@link Simulate}; ends with 1 if something was wrong. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) throws InterruptedException {
    boolean held = new Simulate(List.of(arguments), Checkers::all, System.out).run();
    System.exit(held ? 0 : 1);
  }
}
