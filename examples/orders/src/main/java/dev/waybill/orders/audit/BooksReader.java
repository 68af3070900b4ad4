package dev.waybill.orders.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Reads what payment and inventory have written, wherever they keep it. */
public interface BooksReader {

  /**
   * Reads all of it. Call it when no process writes there any more.
   *
   * @param flaws where to add what cannot be read
   */
  Books read(List<Violation> flaws);

  /**
   * The books of both services.
   *
   * @param charges in the order in which they were made, within each container
   * @param movements likewise
   * @param balances of each service that keeps any
   */
  record Books(
      List<Effect> charges, List<Effect> movements, Map<AuditedService, List<Balance>> balances) {

    public Books {
      charges = List.copyOf(charges);
      movements = List.copyOf(movements);
      balances = Map.copyOf(balances);
    }
  }

  /** How a database is reached. */
  @FunctionalInterface
  interface Connections {

    /** A connection; the reader closes it. */
    Connection open() throws SQLException;
  }

  /** Ledger topics. */
  static BooksReader ofTopics(TopicReader topics) {
    return flaws ->
        new Books(
            new LedgerReader(AuditedService.PAYMENT, flaws).read(topics, "payments"),
            new LedgerReader(AuditedService.INVENTORY, flaws).read(topics, "stock-movements"),
            Map.of());
  }

  /** Tables whose names begin with that prefix. */
  static BooksReader ofTables(Connections connections, String prefix) {
    return flaws -> {
      try (Connection connection = connections.open()) {
        return new TablesReader(connection, prefix, flaws).read();
      } catch (SQLException e) {
        flaws.add(EvidenceReader.unreadable(AuditedService.PAYMENT, e.toString()));
        flaws.add(EvidenceReader.unreadable(AuditedService.INVENTORY, e.toString()));
        return new Books(List.of(), List.of(), Map.of());
      }
    };
  }
}
