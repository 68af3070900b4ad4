package dev.waybill.benchmarks.load;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A server that all contenders of a benchmark use in turn, as they share a machine: so none has a
 * colder one than the others. A record: two of equal settings are equal.
 */
public interface SharedServer {

  /** One that serves. */
  interface Running extends AutoCloseable {

    /** Where clients begin. */
    String address();

    @Override
    void close() throws IOException;
  }

  /**
   * Starts it.
   *
   * @param directory exists and is empty; deleted by the caller after the server's end
   */
  Running start(Path directory) throws IOException, InterruptedException;
}
