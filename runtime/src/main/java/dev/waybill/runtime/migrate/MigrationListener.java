package dev.waybill.runtime.migrate;

/** Told how far a migration is, on the thread that runs it. */
public interface MigrationListener {

  /** What a migration does, in this order; each step ends before the next begins. */
  enum Phase {
    /** Holds what the target has against the source. Writes nothing. */
    COMPARING,
    /** Publishes to the target what it lacks. */
    MOVING,
    /** Reads the target again from the start. */
    VERIFYING
  }

  /** One that asks for nothing. */
  MigrationListener NONE =
      new MigrationListener() {
        @Override
        public void begin(Phase phase, long total) {}

        @Override
        public void at(Phase phase, long done) {}

        @Override
        public boolean isStopRequested() {
          return false;
        }
      };

  /**
   * A step begins.
   *
   * @param total how many offsets it has before it; gaps count, so that it may end with less
   */
  void begin(Phase phase, long total);

  /**
   * Called now and then.
   *
   * @param done how many messages of this step were dealt with
   */
  void at(Phase phase, long done);

  /** Whether to end now: what is under way is given up whole, and a further run goes on. */
  boolean isStopRequested();
}
