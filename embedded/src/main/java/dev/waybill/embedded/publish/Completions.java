package dev.waybill.embedded.publish;

import dev.waybill.engine.PublishCompletion;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The completions of one batch's messages, in order; empty when nobody awaits them.
 *
 * <p>Fresh for every batch and never recycled with it: storing a young completion into an old array
 * costs the collector's barrier (a fence and a card to refine) for every message.
 */
final class Completions {
  private static final int LEAST_CAPACITY = 16;
  private static final @Nullable PublishCompletion[] NONE = new PublishCompletion[0];

  private final int expected;
  private @Nullable PublishCompletion[] array = NONE;
  private int count;

  /**
   * @param expected how many there will probably be
   */
  Completions(int expected) {
    this.expected = Math.max(LEAST_CAPACITY, expected);
  }

  void add(PublishCompletion completion) {
    if (count == array.length) {
      array = Arrays.copyOf(array, Math.max(expected, 2 * count));
    }
    array[count++] = completion;
  }

  int count() {
    return count;
  }

  @Nullable PublishCompletion get(int index) {
    return array[index];
  }
}
