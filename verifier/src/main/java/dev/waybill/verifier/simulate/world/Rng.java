package dev.waybill.verifier.simulate.world;

/** Random numbers from a seed, the same on every machine. Not thread-safe. */
public final class Rng {
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private final long origin;
  private long state;

  public Rng(long seed) {
    this.origin = seed;
    this.state = mix(seed);
  }

  /** Others of the same seed, so that what one draws never changes what another gets. */
  public Rng of(String whom) {
    return new Rng(mix(origin ^ (whom.hashCode() * STEP)));
  }

  public long nextLong() {
    state += STEP;
    return mix(state);
  }

  /** From 0 up to and without {@code bound}. */
  public int below(int bound) {
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  /** Both ends included. */
  public long between(long least, long most) {
    return least + (long) (((nextLong() >>> 11) * 0x1.0p-53) * (most - least + 1));
  }

  public boolean chance(double probability) {
    return (nextLong() >>> 11) * 0x1.0p-53 < probability;
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
