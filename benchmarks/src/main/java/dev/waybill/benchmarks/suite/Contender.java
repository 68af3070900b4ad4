package dev.waybill.benchmarks.suite;

import dev.waybill.benchmarks.load.Load;
import java.util.Optional;

/**
 * One of those that are compared. Each of its runs has a JVM of its own.
 *
 * @param label unique within its benchmark
 * @param load what it does
 * @param heapMegabytes the heap it is given ({@code -Xmx})
 * @param preparation what must be there first
 */
public record Contender(
    String label, Load load, int heapMegabytes, Optional<Preparation> preparation) {

  private static final int DEFAULT_HEAP_MEGABYTES = 256;

  /** With 256 MB of heap and nothing to prepare. */
  public static Contender of(String label, Load load) {
    return new Contender(label, load, DEFAULT_HEAP_MEGABYTES, Optional.empty());
  }

  public Contender withHeapMegabytes(int megabytes) {
    return new Contender(label, load, megabytes, preparation);
  }

  public Contender after(Preparation first) {
    return new Contender(label, load, heapMegabytes, Optional.of(first));
  }
}
