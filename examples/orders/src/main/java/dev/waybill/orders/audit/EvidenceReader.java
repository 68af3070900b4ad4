package dev.waybill.orders.audit;

import dev.waybill.orders.audit.Violation.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads a run's directory. What cannot be read becomes a flaw of the evidence, never a gap. */
public final class EvidenceReader {

  private static final Map<AuditedService, String> TOPICS =
      Map.of(
          AuditedService.INTAKE, "order-events",
          AuditedService.PAYMENT, "payments",
          AuditedService.INVENTORY, "stock-movements");

  private static final Map<AuditedService, String> FILES =
      Map.of(
          AuditedService.NOTIFICATION, "notifications.log",
          AuditedService.ANALYTICS, "analytics.log");

  private EvidenceReader() {}

  /**
   * Everything the directory tells. Call it when no process writes there any more.
   *
   * @throws IOException {@code run.log} is missing or cannot be understood: there was no run
   */
  public static Evidence read(Path directory) throws IOException {
    Chronicle chronicle = ChronicleReader.read(directory.resolve("run.log"));
    Map<AuditedService, List<Effect>> effects = new EnumMap<>(AuditedService.class);
    List<Violation> flaws = new ArrayList<>();
    TOPICS.forEach(
        (service, topic) ->
            effects.put(
                service, new LedgerReader(service, flaws).read(directory.resolve("data"), topic)));
    FILES.forEach(
        (service, file) ->
            effects.put(service, new LinesReader(service, flaws).effects(directory.resolve(file))));
    List<Evidence.BegunDelivery> deliveries =
        new LinesReader(AuditedService.INTAKE, flaws)
            .deliveries(directory.resolve("deliveries.log"));
    return new Evidence(chronicle, effects, deliveries, flaws);
  }

  static Violation unreadable(AuditedService service, String what) {
    return new Violation(Kind.UNREADABLE, service, "", what);
  }
}
