package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Outcome;
import dev.waybill.verifier.history.Recorded;
import java.util.HashMap;
import java.util.Map;

/**
 * An operation of an older owner succeeded, though it was begun after a newer one was told that it
 * owns the scope.
 *
 * <p>Legal: an operation that was begun before the newer grant was answered may succeed whenever
 * its answer comes, for then the two were under way at once. One of which nobody knows how it ended
 * proves nothing.
 */
final class ZombieSuccess extends Inspection {
  private record Grant(long epoch, String owner, long event) {}

  private record Use(Grant newer, long epoch, String operation, long event) {}

  private final Map<String, Grant> grants = new HashMap<>();

  /** Operations that must not succeed. */
  private final Map<Long, Use> doomed = new HashMap<>();

  ZombieSuccess(Ledger ledger, Findings findings) {
    super(AnomalyKind.ZOMBIE_SUCCESS, ledger, findings);
  }

  @Override
  void look(Recorded recorded, Event event) {
    if (event instanceof Event.EpochGranted granted) {
      Grant grant = new Grant(granted.epoch(), granted.process(), recorded.number());
      grants.merge(granted.scope(), grant, (a, b) -> b.epoch() > a.epoch() ? b : a);
    } else if (event instanceof Event.EpochUseInvoked use) {
      Grant newest = grants.get(use.scope());
      if (newest != null && newest.epoch() > use.epoch()) {
        doomed.put(use.use(), new Use(newest, use.epoch(), use.operation(), recorded.number()));
      }
    } else if (event instanceof Event.EpochUsed used) {
      Use use = doomed.remove(used.use());
      if (use != null && used.outcome() == Outcome.DONE) {
        report(
            Event.NO_MESSAGE,
            "expected \"%s\" of %s under epoch %d of %s to fail, as %s was granted epoch %d, found it done"
                .formatted(
                    use.operation(),
                    used.process(),
                    use.epoch(),
                    used.scope(),
                    use.newer().owner(),
                    use.newer().epoch()),
            use.newer().event(),
            use.event(),
            recorded.number());
      }
    }
  }
}
