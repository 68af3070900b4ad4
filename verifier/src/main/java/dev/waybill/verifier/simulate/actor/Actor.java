package dev.waybill.verifier.simulate.actor;

/**
 * A client of the broker. It lives in one process after the other: {@code name#1}, {@code name#2},
 * ….
 */
public interface Actor {
  /** More processes than this it does not begin. */
  int MOST_LIVES = 16;

  String name();

  void begin();

  /** Finishes what it does and begins nothing new. */
  void end();

  /** Its process dies, and another begins soon. */
  void kill();

  /** As SIGSTOP: its process does nothing for so long. */
  void stop(long micros);

  /** Its connection breaks. */
  void cut();

  /** The run is over: lets go of what the machine lent it. */
  default void release() {}

  /** The name of an actor's n-th process. */
  static String process(String name, int life) {
    return name + "#" + life;
  }
}
