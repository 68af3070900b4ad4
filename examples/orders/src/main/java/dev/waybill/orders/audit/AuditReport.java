package dev.waybill.orders.audit;

import java.util.List;

/**
 * The auditor's judgement.
 *
 * @param kills that hit while work was under way
 * @param books where payment and inventory kept theirs, for people
 * @param services the intake first
 * @param doubts why the run proves nothing, if it does not
 */
public record AuditReport(
    long orders, int kills, String books, List<ServiceReport> services, List<String> doubts) {

  public AuditReport {
    services = List.copyOf(services);
    doubts = List.copyOf(doubts);
  }

  /** What a run may show. */
  public enum Verdict {
    HELD("held"),
    BROKEN("broken"),
    INCONCLUSIVE("inconclusive");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Broken as soon as one promise is; held only if there is no doubt. */
  public Verdict verdict() {
    if (!services.stream().allMatch(ServiceReport::held)) {
      return Verdict.BROKEN;
    }
    return doubts.isEmpty() ? Verdict.HELD : Verdict.INCONCLUSIVE;
  }

  /** All violations, service by service. */
  public List<Violation> violations() {
    return services.stream().flatMap(service -> service.violations().stream()).toList();
  }

  /**
   * One service's figures.
   *
   * @param acknowledged orders whose publish was acknowledged
   * @param effects charges, movements or lines; repeats included
   * @param lost acknowledged orders without an effect, allowed or not
   * @param duplicated effects after an order's first, allowed or not
   * @param outOfOrder first effects that come before that of an earlier order of the same user
   * @param redelivered deliveries after an order's first, whether or not they had an effect
   * @param violations what was not allowed
   */
  public record ServiceReport(
      AuditedService service,
      long acknowledged,
      long effects,
      long lost,
      long duplicated,
      long outOfOrder,
      long redelivered,
      List<Violation> violations) {

    public ServiceReport {
      violations = List.copyOf(violations);
    }

    public boolean held() {
      return violations.isEmpty();
    }
  }
}
