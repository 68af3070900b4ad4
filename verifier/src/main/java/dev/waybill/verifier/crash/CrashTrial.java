package dev.waybill.verifier.crash;

import dev.waybill.verifier.check.AnomalyKind;
import dev.waybill.verifier.check.Finding;
import dev.waybill.verifier.check.Findings;
import dev.waybill.verifier.history.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs one write path and crashes it before every operation, into every state.
 *
 * <pre>
 *   instant ─► states ─► recover ─► check          first level
 *                           └ instants of the recovery ─► states ─► recover ─► check     second
 *                           └ its end ─► states ─► recover ─► the same as it showed
 *      └─ killed, page cache intact or clean ─► recover ─► states ─► the same as it showed
 * </pre>
 *
 * Used once, by one thread.
 */
final class CrashTrial {
  private static final int KILL_SAMPLES = 2;

  private final WritePath path;
  private final Budget budget;
  private final Findings findings;
  private final Consumer<PathCounts> progress;
  private final Random random;
  private final Ledger ledger = new Ledger();
  private final RecordingDisk disk = new RecordingDisk();

  /** Disks that met the requirement of this version. */
  private final Set<Long> checked = new HashSet<>();

  private long checkedVersion = -1;
  private long instants;
  private long exhaustive;
  private long sampled;
  private int mostPending;
  private int mostPendingExhaustive;
  private int leastPendingSampled;
  private long states;
  private long equal;
  private long secondLevel;
  private long kills;
  private long violations;

  CrashTrial(WritePath path, Budget budget, Findings findings, Consumer<PathCounts> progress) {
    this.path = path;
    this.budget = budget;
    this.findings = findings;
    this.progress = progress;
    this.random = new Random(budget.seed());
  }

  PathCounts run() {
    disk.watch(now -> instant());
    try {
      path.write(disk, ledger);
    } catch (IOException e) {
      throw new UncheckedIOException(path.name() + " failed on a disk without faults", e);
    }
    instant();
    return counts();
  }

  private PathCounts counts() {
    return new PathCounts(
        path.name(),
        instants,
        disk.operations(),
        exhaustive,
        sampled,
        mostPending,
        mostPendingExhaustive,
        leastPendingSampled,
        states,
        equal,
        secondLevel,
        kills,
        violations);
  }

  private void instant() {
    instants++;
    Requirement requirement = ledger.requirement();
    if (requirement.version() != checkedVersion) {
      checked.clear();
      checkedVersion = requirement.version();
    }
    CrashStates all = CrashStates.of(disk.unsynced());
    int pending = all.operations();
    mostPending = Math.max(mostPending, pending);
    if (pending <= budget.exhaustiveOperations() && all.areAtMost(budget.exhaustiveStates())) {
      exhaustive++;
      mostPendingExhaustive = Math.max(mostPendingExhaustive, pending);
      all.forEach(state -> firstLevel(state, requirement));
    } else {
      sampled++;
      leastPendingSampled =
          leastPendingSampled == 0 ? pending : Math.min(leastPendingSampled, pending);
      all.sample(random, budget.samples(), state -> firstLevel(state, requirement));
    }
    kill(disk.killed(), requirement, "killed");
    kill(disk.forgetful(), requirement, "killed after a failed sync");
    progress.accept(counts());
  }

  private void firstLevel(CrashState state, Requirement requirement) {
    if (!checked.add(state.hash())) {
      equal++;
      return;
    }
    states++;
    RecordingDisk found = RecordingDisk.of(state.image());
    if (Long.remainderUnsigned(state.hash(), budget.secondLevelEvery()) != 0) {
      check(found, requirement, state.story());
      return;
    }
    List<Unsynced> inside = new ArrayList<>();
    found.watch(now -> inside.add(now.unsynced()));
    Contents shown = check(found, requirement, state.story());
    for (Unsynced instant : inside) {
      crashAgain(instant, budget.secondLevelSamples(), requirement, state.story());
    }
    if (shown != null) {
      mustStay(found, shown, budget.secondLevelSamples() + 1, state.story());
    }
  }

  private void crashAgain(
      Unsynced instant, int samples, Requirement requirement, Supplier<String> story) {
    CrashStates.of(instant)
        .sample(
            random,
            samples,
            again -> {
              secondLevel++;
              check(
                  RecordingDisk.of(again.image()),
                  requirement,
                  () -> story.get() + " | and inside recovery: " + again.story().get());
            });
  }

  /** The page cache stays: everything written is found, and what is shown is durable from then. */
  private void kill(RecordingDisk found, Requirement requirement, String how) {
    kills++;
    Supplier<String> story = () -> how + " after operation " + (disk.operations() - 1);
    Contents shown = check(found, requirement, story);
    if (shown != null) {
      mustStay(found, shown, KILL_SAMPLES, story);
    }
  }

  private void mustStay(
      RecordingDisk recovered, Contents shown, int samples, Supplier<String> story) {
    CrashStates.of(recovered.unsynced())
        .sample(
            random,
            samples,
            state -> {
              secondLevel++;
              Supplier<String> whole =
                  () -> story.get() + " | and after recovery: " + state.story().get();
              Contents again = recover(RecordingDisk.of(state.image()), whole);
              if (again != null && !again.equals(shown)) {
                violations++;
                add(
                    AnomalyKind.VOLATILE_READ,
                    "recovery showed " + shown + ", and after the next crash " + again,
                    whole);
              }
            });
  }

  private @Nullable Contents check(
      RecordingDisk found, Requirement requirement, Supplier<String> story) {
    Contents shown = recover(found, story);
    if (shown != null) {
      List<Finding> wrong = requirement.check(shown);
      violations += wrong.isEmpty() ? 0 : 1;
      wrong.forEach(each -> add(each.kind(), each.what(), story));
    }
    return shown;
  }

  private @Nullable Contents recover(RecordingDisk found, Supplier<String> story) {
    try {
      return path.recover(found);
    } catch (IOException | RuntimeException e) {
      violations++;
      add(AnomalyKind.UNSEEN, "recovery of a legal disk failed: " + e, story);
      return null;
    }
  }

  private void add(AnomalyKind kind, String what, Supplier<String> story) {
    String place = path.name() + ", crash before operation " + disk.operations() + ": ";
    findings.add(
        new Finding(kind, place + what + ". Disk: " + story.get(), Event.NO_MESSAGE, List.of()));
  }
}
