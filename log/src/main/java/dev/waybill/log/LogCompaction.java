package dev.waybill.log;

import dev.waybill.log.compaction.CompactionOrder;
import dev.waybill.log.compaction.CompactionOutput;
import dev.waybill.log.compaction.CompactionPass;
import dev.waybill.log.compaction.CompactionPlan;
import dev.waybill.log.compaction.CompactionRules;
import dev.waybill.log.compaction.PartitionFacts;
import dev.waybill.log.compaction.Replacement;
import dev.waybill.log.record.Decompressor;
import dev.waybill.log.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compaction of a partition, on two threads.
 *
 * <pre>
 *   thread of its own  ──► run ──► CompactionPass ──► drafts, orders
 *   mutating thread    ──► carryOut ──► CleanPoints, SegmentSwap
 * </pre>
 */
final class LogCompaction {
  private final LogDirectory names;
  private final LogState state;
  private final SegmentSwap swap;
  private final DraftDirectory drafts;

  /** The pass that found its segments changed: the rest of its orders does not hold. */
  private long brokenPass;

  LogCompaction(Storage storage, String directory, LogDirectory names, LogState state) {
    this.names = names;
    this.state = state;
    this.swap = new SegmentSwap(storage, directory, names, state);
    this.drafts = new DraftDirectory(storage, directory);
  }

  /** A pass, if one is due; see {@link PartitionLog#compact}. */
  Optional<CompactionPass.Report> run(
      CompactionRules rules,
      PartitionFacts facts,
      long nowMillis,
      Decompressor decompressor,
      CompactionOutput output)
      throws IOException {
    LogSnapshot now = state.snapshot();
    Optional<CompactionPlan> plan =
        CompactionPlan.due(
            List.of(now.sealed()),
            now.logStartOffset(),
            now.clean(),
            rules,
            facts.limitOffset(),
            nowMillis);
    if (plan.isEmpty() || now.damage().isPresent()) {
      return Optional.empty();
    }
    return new CompactionPass(plan.get(), rules, facts, decompressor, drafts, output)
        .run(now.clean(), nowMillis);
  }

  /** Part of a pass; the log is synced. See {@link PartitionLog#carryOut}. */
  void carryOut(CompactionOrder order, byte[] attachment) throws IOException {
    List<Replacement> applicable = new ArrayList<>();
    for (Replacement each : order.replacements()) {
      if (brokenPass != order.pass() && swap.isApplicable(each)) {
        applicable.add(each);
      } else {
        brokenPass = order.pass();
        drafts.discard(each.baseOffset(), each.number());
      }
    }
    if (brokenPass != order.pass()) {
      order.clean().ifPresent(point -> state.isClean(state.clean().plus(point)));
    }
    Checkpoint before =
        new Checkpoint(
            state.logStart(),
            state.end(),
            state.syncedEnd(),
            state.segments.knownBefore(state.end()),
            attachment,
            state.clean());
    if (applicable.isEmpty()) {
      names.save(before);
      state.publishSegments();
    } else {
      swap.replace(applicable, before);
    }
  }

  /** No draft comes or goes any more. */
  void close() {
    drafts.close();
  }
}
