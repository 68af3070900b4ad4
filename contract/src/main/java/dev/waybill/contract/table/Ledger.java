package dev.waybill.contract.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The rows of one engine; written to {@code ENGINE.tsv} when the run ends. Thread-safe.
 *
 * <p>What the file has of behaviours that did not run this time stays: one suite may run alone.
 */
public final class Ledger implements AutoCloseable {

  /** The configuration parameter that says where the files go. */
  public static final String DIRECTORY = "waybill.contract.directory";

  private static final String USUAL_DIRECTORY = "target/contract";

  private final Path file;
  private final List<Row> rows = new ArrayList<>();

  Ledger(Path file) {
    this.file = file;
  }

  /** The run's ledger for that engine. */
  public static Ledger of(ExtensionContext context, String engine) {
    Path directory = Path.of(context.getConfigurationParameter(DIRECTORY).orElse(USUAL_DIRECTORY));
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(Ledger.class))
        .computeIfAbsent(
            engine, name -> new Ledger(directory.resolve(fileName(engine))), Ledger.class);
  }

  static String fileName(String engine) {
    return engine.replaceAll("[^a-zA-Z0-9.-]+", "-") + ".tsv";
  }

  public synchronized void write(Row row) {
    rows.add(row);
  }

  @Override
  public synchronized void close() throws IOException {
    Map<String, Row> all = new TreeMap<>();
    if (Files.exists(file)) {
      read(file).forEach(row -> all.put(row.suite() + row.behaviour(), row));
    }
    rows.forEach(row -> all.put(row.suite() + row.behaviour(), row));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, all.values().stream().map(Row::line).toList());
  }

  /** The rows of a file that a ledger wrote. */
  public static List<Row> read(Path file) throws IOException {
    return Files.readAllLines(file).stream().map(Row::parse).toList();
  }
}
