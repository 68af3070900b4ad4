package dev.waybill.jdbc.database;

import java.io.IOException;

/**
 * A server that tests may kill and start again, and that forgets no commit. Tests leave it running.
 */
public interface MortalServer extends AutoCloseable {

  TestDatabase createDatabase(String name);

  /** SIGKILL; every connection to it breaks. Returns when it is dead. */
  void kill() throws IOException, InterruptedException;

  /** Starts it again after a kill, where it was. Returns when it serves. */
  void restart() throws IOException, InterruptedException;

  @Override
  void close() throws IOException;
}
