package dev.waybill.orders.demo;

import dev.waybill.orders.audit.BooksReader;
import dev.waybill.orders.database.DatabaseAddress;
import dev.waybill.orders.database.PostgresProcess;
import dev.waybill.orders.database.RunDatabase;
import dev.waybill.orders.database.TableAddress;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The books of a run, as its parent process has them: topics among its messages, or tables of a
 * database that it opens and closes.
 */
final class RunBooks implements AutoCloseable {

  private static final String TOPICS = "ledger topics";

  private final Optional<RunDatabase> database;

  private RunBooks(Optional<RunDatabase> database) {
    this.database = database;
  }

  /**
   * Opens what the options ask for. A server of its own is started now, and once for all lives of
   * the pipeline.
   */
  static RunBooks open(DemoOptions options, RunDirectory directory)
      throws IOException, InterruptedException {
    if (options.database().isEmpty()) {
      return new RunBooks(Optional.empty());
    }
    DatabaseAddress address = options.database().get();
    RunDatabase database = address.isEmbedded() ? ownServer(directory) : usersServer(address);
    directory.houses(database);
    return new RunBooks(Optional.of(database));
  }

  private static RunDatabase ownServer(RunDirectory directory)
      throws IOException, InterruptedException {
    PostgresProcess server = PostgresProcess.launch(directory.path());
    directory.houses(server);
    boolean ready = false;
    try {
      RunDatabase database = RunDatabase.on(server);
      ready = true;
      return database;
    } finally {
      if (!ready) {
        server.close();
      }
    }
  }

  private static RunDatabase usersServer(DatabaseAddress address) {
    String run = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    return RunDatabase.at(address, run);
  }

  /** Where they are kept, for people. */
  String title(RunMessages messages) {
    String books = database.map(RunDatabase::title).orElse(TOPICS);
    return messages
        .title()
        .map(where -> books + (database.isPresent() ? ", orders on " : " on ") + where)
        .orElse(books);
  }

  /** The tables, if it is tables. */
  Optional<TableAddress> tables() {
    return database.map(RunDatabase::tables);
  }

  /** The server that may be killed: the run's own. */
  Optional<PostgresProcess> server() {
    return database.flatMap(RunDatabase::server);
  }

  BooksReader reader(RunMessages messages) {
    return database
        .map(open -> BooksReader.ofTables(open::connect, open.tables().prefix()))
        .orElseGet(() -> BooksReader.ofTopics(messages.topics()));
  }

  @Override
  public void close() {
    database.ifPresent(RunDatabase::close);
  }
}
