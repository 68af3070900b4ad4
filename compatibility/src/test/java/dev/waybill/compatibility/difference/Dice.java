package dev.waybill.compatibility.difference;

import java.io.IOException;
import java.util.List;
import java.util.Random;

/** Choices that are the same each time a seed is played. One thread uses it. */
final class Dice {

  /** Something that can be done with a server. */
  @FunctionalInterface
  interface Step {
    void take() throws IOException;
  }

  private final Random random;

  Dice(long seed) {
    random = new Random(seed);
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // Read only.
  final <T> T of(T... choices) {
    return of(List.of(choices));
  }

  <T> T of(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** From {@code first} to {@code last}, both among them. */
  int within(int first, int last) {
    return first + random.nextInt(last - first + 1);
  }

  boolean oneIn(int chances) {
    return random.nextInt(chances) == 0;
  }

  /** Takes steps, each one of the given. */
  void takes(int steps, List<Step> ofThese) throws IOException {
    for (int i = 0; i < steps; i++) {
      of(ofThese).take();
    }
  }
}
