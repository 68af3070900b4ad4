package dev.waybill.verifier.planted;

import static dev.waybill.verifier.check.AnomalyKind.DUPLICATE_EFFECT;
import static dev.waybill.verifier.check.AnomalyKind.LOST_EFFECT;
import static dev.waybill.verifier.check.AnomalyKind.POSITION_REGRESSION;
import static dev.waybill.verifier.check.AnomalyKind.SKIPPED_OR_BACKWARDS;
import static dev.waybill.verifier.check.AnomalyKind.UNCAUSED_DUPLICATE;
import static dev.waybill.verifier.check.AnomalyKind.ZOMBIE_SUCCESS;
import static dev.waybill.verifier.planted.PlantedBug.named;

import dev.waybill.verifier.check.AnomalyKind;
import java.util.List;

/** Who may read and commit what. */
final class GroupBugs {
  private static final AnomalyKind[] TWO_OWNERS = {
    ZOMBIE_SUCCESS, POSITION_REGRESSION, UNCAUSED_DUPLICATE, DUPLICATE_EFFECT, LOST_EFFECT
  };

  private GroupBugs() {}

  static List<PlantedBug> all() {
    return List.of(
        named("granted-while-held", "A partition is given to a member while another holds it.")
            .in("broker.group.Reconciler", "advance")
            .by(Alter.ignoring("Set.contains", false))
            .hunted("zombies")
            .quick()
            .shows(TWO_OWNERS),
        named("expelled-member-commits", "Who was expelled goes on committing.")
            .in("broker.group.CommitFence", "check")
            .by(Alter.toNothing())
            .hunted("zombies")
            .shows(TWO_OWNERS),
        named("position-told-too-early", "A commit is answered before its record is synced.")
            .in("broker.core.Rounds", "whenJournalSynced")
            .by(Alter.calling("Round.whenSynced#1", "whenWritten"))
            .hunted("power")
            .shows(POSITION_REGRESSION),
        named("snapshot-forgets-positions", "A journal's snapshot lacks the groups' positions.")
            .in("broker.core.Housekeeping", "snapshot")
            .by(Alter.mapping("GroupRegistry.snapshot", "withoutCommitted"))
            .hunted("power")
            .shows(POSITION_REGRESSION),
        named("commit-past-a-gap", "A position passes a message that is not handled.")
            .in("runtime.settle.SettledPrefix", "settle")
            .by(Alter.neverIf(4, 6))
            .once("deliver:at-least-once")
            .shows(LOST_EFFECT, SKIPPED_OR_BACKWARDS));
  }
}
