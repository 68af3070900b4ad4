package dev.waybill.verifier.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordBatches;
import dev.waybill.log.storage.Storage;
import dev.waybill.log.storage.StorageFile;
import dev.waybill.verifier.check.AnomalyKind;
import dev.waybill.verifier.check.Findings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Mistakes that others made, put between production code and its disk: each must be found. */
class PlantedMistakesTest {
  private static final Budget BUDGET = new Budget(7, 300, 60, 20, 1, 7);
  private static final UnaryOperator<Storage> AS_IT_IS = disk -> disk;

  private final Findings findings = new Findings();

  @Test
  void withoutAMistakeNothingIsFound() {
    PathCounts counts = run(LogPath.roll(), AS_IT_IS, AS_IT_IS);

    assertThat(findings.kept()).isEmpty();
    assertThat(counts.states()).isGreaterThan(1_000);
    assertThat(counts.violations()).isZero();
  }

  @Test
  void logThatAcknowledgesBeforeItsSyncIsFound() {
    PathCounts counts = run(LogPath.append(), withoutSyncOf(".log"), AS_IT_IS);

    assertThat(counts.violations()).isPositive();
    assertThat(findings.counts()).containsKey(AnomalyKind.ACKNOWLEDGED_BEFORE_DURABLE);
  }

  @Test
  void logThatDoesNotSyncItsDirectoryAfterARollIsFound() {
    UnaryOperator<Storage> forgets =
        disk ->
            new AlteredDisk(disk) {
              private int syncs;

              @Override
              public void syncDirectory(String directory) throws IOException {
                // The first belongs to the first segments.
                if (!directory.equals(LogSession.DIRECTORY) || ++syncs <= 1) {
                  super.syncDirectory(directory);
                }
              }
            };

    PathCounts counts = run(LogPath.roll(), forgets, AS_IT_IS);

    assertThat(counts.violations()).isPositive();
    assertThat(findings.counts()).containsKey(AnomalyKind.ACKNOWLEDGED_BEFORE_DURABLE);
  }

  @Test
  void recoveryThatTrustsTheTailIsFound() {
    WritePath log = LogPath.append();

    PathCounts counts =
        run(
            new Planted(log, AS_IT_IS, AS_IT_IS) {
              @Override
              public Contents recover(Storage disk) throws IOException {
                TreeMap<String, SortedMap<Long, String>> places = new TreeMap<>();
                places.put(LogSession.DIRECTORY, everythingInTheSegment(disk));
                return new Contents(places, new TreeMap<>());
              }
            });

    assertThat(counts.violations()).isPositive();
    assertThat(findings.counts()).containsKey(AnomalyKind.VOLATILE_READ);
  }

  @Test
  void recoveryThatShowsWhatItHasNotSyncedIsFound() {
    PathCounts counts = run(LogPath.append(), AS_IT_IS, withoutSyncOf(".new"));

    assertThat(counts.violations()).isPositive();
    assertThat(findings.counts()).containsKey(AnomalyKind.VOLATILE_READ);
  }

  @Test
  void draftThatIsRenamedBeforeItIsSyncedIsFound() {
    PathCounts journal = run(new JournalPath(2), withoutSyncOf(".new"), AS_IT_IS);

    assertThat(journal.violations()).isPositive();
    assertThat(findings.counts()).containsKey(AnomalyKind.UNSEEN);
  }

  @Test
  void compactionThatForgetsItsDirectoryIsFound() {
    UnaryOperator<Storage> forgets =
        disk ->
            new AlteredDisk(disk) {
              @Override
              public void syncDirectory(String directory) {}
            };

    PathCounts counts = run(LogPath.compaction(), forgets, AS_IT_IS);

    assertThat(counts.violations()).isPositive();
  }

  @Test
  void journalWrittenBeforeThePartitionsIsFound() {
    PathCounts counts = run(BrokerPath.plain(), JournalFirst::new, AS_IT_IS);

    assertThat(counts.violations()).isPositive();
    assertThat(findings.counts().keySet())
        .containsAnyOf(
            AnomalyKind.TORN_TRANSACTION, AnomalyKind.POSITION_OUTPUT_SPLIT, AnomalyKind.UNSEEN);
  }

  @Test
  void brokerThatAnswersBeforeTheJournalIsSyncedIsFound() {
    PathCounts counts = run(BrokerPath.plain(), withoutSyncOf("journal"), AS_IT_IS);

    assertThat(counts.violations()).isPositive();
    assertThat(findings.counts().keySet())
        .containsAnyOf(AnomalyKind.ACKNOWLEDGED_BEFORE_DURABLE, AnomalyKind.POSITION_REGRESSION);
  }

  private PathCounts run(
      WritePath path, UnaryOperator<Storage> writing, UnaryOperator<Storage> recovering) {
    return run(new Planted(path, writing, recovering));
  }

  private PathCounts run(WritePath path) {
    return new CrashTrial(path, BUDGET, findings, counts -> {}).run();
  }

  private static UnaryOperator<Storage> withoutSyncOf(String suffix) {
    return disk ->
        new AlteredDisk(disk) {
          @Override
          void sync(String path, StorageFile file) throws IOException {
            if (!path.endsWith(suffix)) {
              super.sync(path, file);
            }
          }
        };
  }

  private static SortedMap<Long, String> everythingInTheSegment(Storage disk) throws IOException {
    TreeMap<Long, String> values = new TreeMap<>();
    String path = LogSession.DIRECTORY + "/00000000000000000000.log";
    if (!disk.exists(path)) {
      return values;
    }
    try (StorageFile file = disk.open(path, false)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
      file.read(bytes, 0);
      for (RecordBatch batch : RecordBatches.in(bytes.flip())) {
        batch.validate();
        LogContents.take(batch, 0, values);
      }
    } catch (RuntimeException endOfWhatIsSound) {
      return values;
    }
    return values;
  }

  /** Production code over a disk that somebody has tampered with. */
  private static class Planted implements WritePath {
    private final WritePath path;
    private final UnaryOperator<Storage> writing;
    private final UnaryOperator<Storage> recovering;

    Planted(WritePath path, UnaryOperator<Storage> writing, UnaryOperator<Storage> recovering) {
      this.path = path;
      this.writing = writing;
      this.recovering = recovering;
    }

    @Override
    public String name() {
      return path.name();
    }

    @Override
    public void write(Storage disk, Ledger ledger) throws IOException {
      path.write(writing.apply(disk), ledger);
    }

    @Override
    public Contents recover(Storage disk) throws IOException {
      return path.recover(recovering.apply(disk));
    }
  }

  /** Syncs the partitions only after the journal. */
  private static final class JournalFirst extends AlteredDisk {
    private final Map<String, StorageFile> waiting = new LinkedHashMap<>();

    JournalFirst(Storage real) {
      super(real);
    }

    @Override
    void sync(String path, StorageFile file) throws IOException {
      if (path.startsWith("topics/") && path.endsWith(".log")) {
        waiting.put(path, file);
        return;
      }
      super.sync(path, file);
      flush();
    }

    @Override
    void before(String path) throws IOException {
      if (!path.startsWith("journal")) {
        flush();
      }
    }

    private void flush() throws IOException {
      for (StorageFile file : waiting.values()) {
        file.sync();
      }
      waiting.clear();
    }
  }
}
