package dev.waybill.embedded.publish;

import dev.waybill.engine.PublishCompletion;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The completions of one batch's messages, in order; empty when nobody awaits them. */
final class Completions {
  private static final int FIRST_CAPACITY = 16;

  private @Nullable PublishCompletion[] array = new PublishCompletion[FIRST_CAPACITY];
  private int count;

  void add(PublishCompletion completion) {
    if (count == array.length) {
      array = Arrays.copyOf(array, 2 * count);
    }
    array[count++] = completion;
  }

  int count() {
    return count;
  }

  @Nullable PublishCompletion get(int index) {
    return array[index];
  }

  /** Forgets them, so that a recycled batch keeps nothing of its messages alive. */
  void clear() {
    Arrays.fill(array, 0, count, null);
    count = 0;
  }
}
