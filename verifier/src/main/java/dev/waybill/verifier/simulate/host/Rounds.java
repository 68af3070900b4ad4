package dev.waybill.verifier.simulate.host;

import dev.waybill.broker.disk.DiskRound;
import dev.waybill.verifier.simulate.world.Coverage;

/** Which kinds of rounds the disk was given. */
final class Rounds {
  private Rounds() {}

  static void cover(DiskRound round, Coverage coverage) {
    coverage.hit(round.sync() ? "round:synced" : "round:written only");
    if (round.reportWritten()) {
      coverage.hit("round:written is reported");
    }
    if (!round.journal().isEmpty()) {
      coverage.hit(round.syncJournal() ? "round:decisions" : "round:notes");
    }
    if (round.journalSnapshot().isPresent()) {
      coverage.hit("round:journal replaced");
    }
    if (!round.creations().isEmpty()) {
      coverage.hit("round:partitions created");
    }
    if (!round.deletions().isEmpty()) {
      coverage.hit("round:partitions deleted");
    }
    if (!round.checkpoints().isEmpty()) {
      coverage.hit("round:checkpoints");
    }
    if (!round.retentions().isEmpty()) {
      coverage.hit("round:retention");
    }
    if (!round.compactions().isEmpty()) {
      coverage.hit("round:compaction");
    }
  }
}
