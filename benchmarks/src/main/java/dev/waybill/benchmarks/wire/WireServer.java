package dev.waybill.benchmarks.wire;

import java.io.IOException;

/**
 * A server of the Kafka protocol in a process of its own, which serves when one of these exists.
 * One thread uses it.
 */
public interface WireServer extends AutoCloseable {

  /** Where clients begin: {@code 127.0.0.1:port}. */
  String bootstrap();

  /** The process, for its id, its end and its figures. */
  Process process();

  /** SIGKILL, and waits for the end. Nothing that was acknowledged may be lost by it. */
  default void kill() {
    process().destroyForcibly().onExit().join();
  }

  /** Ends the process in order and waits for it; kills it if it takes too long. */
  @Override
  void close() throws IOException;
}
