package dev.waybill.junit.fault;

import dev.waybill.junit.life.Trial;

/** What one fault does, from the first publish to the last acknowledgement. Without state. */
interface Script {

  /** Plays it; closes the lives it began, but for a failure. */
  <T> Bite play(Trial<T> trial) throws Exception;

  /** {@code 1 message}, {@code 3 messages}. */
  static String messages(int count) {
    return count == 1 ? "1 message" : count + " messages";
  }
}
