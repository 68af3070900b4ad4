package dev.waybill.orders.audit;

import dev.waybill.orders.audit.Violation.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads what a run left. What cannot be read becomes a flaw of the evidence, never a gap. */
public final class EvidenceReader {

  private static final Map<AuditedService, String> FILES =
      Map.of(
          AuditedService.NOTIFICATION, "notifications.log",
          AuditedService.ANALYTICS, "analytics.log");

  private EvidenceReader() {}

  /**
   * Everything the directory, the topics and the books tell. Call it when no process writes there
   * any more.
   *
   * @throws IOException {@code run.log} is missing or cannot be understood: there was no run
   */
  public static Evidence read(Path directory, TopicReader topics, BooksReader booksReader)
      throws IOException {
    Chronicle chronicle = ChronicleReader.read(directory.resolve("run.log"));
    Map<AuditedService, List<Effect>> effects = new EnumMap<>(AuditedService.class);
    List<Violation> flaws = new ArrayList<>();
    effects.put(
        AuditedService.INTAKE,
        new LedgerReader(AuditedService.INTAKE, flaws).read(topics, "order-events"));
    BooksReader.Books books = booksReader.read(flaws);
    effects.put(AuditedService.PAYMENT, books.charges());
    effects.put(AuditedService.INVENTORY, books.movements());
    FILES.forEach(
        (service, file) ->
            effects.put(service, new LinesReader(service, flaws).effects(directory.resolve(file))));
    List<Evidence.BegunDelivery> deliveries =
        new LinesReader(AuditedService.INTAKE, flaws)
            .deliveries(directory.resolve("deliveries.log"));
    return new Evidence(chronicle, effects, books.balances(), deliveries, flaws);
  }

  static Violation unreadable(AuditedService service, String what) {
    return new Violation(Kind.UNREADABLE, service, "", what);
  }
}
