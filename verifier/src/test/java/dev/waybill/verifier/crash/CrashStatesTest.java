package dev.waybill.verifier.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How many disks there are, and which. */
class CrashStatesTest {
  private final RecordingDisk disk = new RecordingDisk();

  @Test
  void durableDiskHasOneState() throws Exception {
    durable("f", "abc");

    assertThat(states()).hasSize(1);
  }

  @Test
  void writeIsDroppedAppliedZerosOrGarbage() throws Exception {
    StorageFile file = durable("f", "abc");
    file.write(bytes("def"), 3);

    Set<String> contents =
        states().stream()
            .map(state -> Arrays.toString(state.image().files().get("f")))
            .collect(Collectors.toSet());

    assertThat(contents)
        .hasSize(4)
        .contains("[97, 98, 99]", "[97, 98, 99, 100, 101, 102]", "[97, 98, 99, 0, 0, 0]");
  }

  @Test
  void writeOverTwoSectorsIsTornBothWays() throws Exception {
    StorageFile file = durable("f", "x".repeat(500));
    file.write(bytes("y".repeat(30)), 500);

    List<byte[]> contents = states().stream().map(state -> state.image().files().get("f")).toList();

    assertThat(contents).hasSize(6);
    assertThat(contents).anyMatch(found -> found.length == 512 && found[511] == 'y');
    assertThat(contents)
        .anyMatch(found -> found.length == 530 && found[511] == 0 && found[529] == 'y');
  }

  @Test
  void everyProperSubsetOfThreeSectorsOccurs() throws Exception {
    StorageFile file = durable("f", "x".repeat(3 * Fate.SECTOR_BYTES));
    file.write(bytes("y".repeat(3 * Fate.SECTOR_BYTES)), 0);

    Set<String> arrived =
        states().stream()
            .map(state -> state.image().files().get("f"))
            .map(found -> "" + (char) found[0] + (char) found[600] + (char) found[1100])
            .filter(found -> found.matches("[xy]{3}"))
            .collect(Collectors.toSet());

    assertThat(arrived).hasSize(8);
  }

  @Test
  void tenAppendedWritesHaveEveryMixOfFatesOnce() throws Exception {
    StorageFile file = durable("f", "head");
    for (int i = 0; i < 10; i++) {
      file.write(bytes("<" + i + ">"), 4 + 3 * i);
    }

    // Of j writes up to the last that arrived, each is there, zeros or garbage; dropped is zeros.
    int distinct = 0;
    for (int j = 0, mixes = 1; j <= 10; j++, mixes *= 3) {
      distinct += mixes;
    }
    CrashStates all = CrashStates.of(disk.unsynced());
    Set<Long> hashes = new HashSet<>();
    all.forEach(state -> hashes.add(state.hash()));
    assertThat(all.operations()).isEqualTo(10);
    assertThat(all.combinations()).isEqualTo(Math.pow(4, 10));
    assertThat(all.count(Long.MAX_VALUE)).isEqualTo(distinct);
    assertThat(all.areAtMost(distinct)).isTrue();
    assertThat(all.areAtMost(distinct - 1)).isFalse();
    assertThat(hashes).hasSize(distinct);
  }

  @Test
  void fileIsLostWithItsNameUnlessTheDirectoryWasSynced() throws Exception {
    disk.createDirectories("d");
    disk.syncDirectory("");
    StorageFile file = disk.open("d/f", true);
    file.write(bytes("abc"), 0);
    file.sync();

    assertThat(states()).hasSize(2).anyMatch(state -> state.image().files().isEmpty());
    disk.syncDirectory("d");
    assertThat(states())
        .singleElement()
        .satisfies(state -> assertThat(state.image().files()).containsKey("d/f"));
  }

  @Test
  void fileIsLostWithItsDirectory() throws Exception {
    disk.createDirectories("d");
    StorageFile file = disk.open("d/f", true);
    file.write(bytes("abc"), 0);
    file.sync();
    disk.syncDirectory("d");

    assertThat(states()).hasSize(2).anyMatch(state -> state.image().directories().isEmpty());
  }

  @Test
  void renameLeavesTheOldOrTheNewContentAndNothingBetween() throws Exception {
    durable("f", "old");
    StorageFile draft = disk.open("f.new", true);
    draft.write(bytes("new"), 0);
    draft.sync();
    disk.rename("f.new", "f");

    List<CrashState> states = states();

    assertThat(states).hasSize(3);
    assertThat(states)
        .allSatisfy(
            state ->
                assertThat(new String(state.image().files().get("f"), UTF_8)).isIn("old", "new"));
  }

  @Test
  void deletedFileStaysAwayOnceItsDirectoryIsSynced() throws Exception {
    StorageFile one = durable("one", "");
    StorageFile two = durable("two", "");
    one.write(bytes("1"), 0);
    two.write(bytes("2"), 0);
    disk.delete("two");
    durable("three", "3");

    // Syncing the directory made the deletion durable with the creation.
    assertThat(states()).hasSize(4);
  }

  @Test
  void hashOfAStateIsThatOfItsImage() throws Exception {
    StorageFile file = durable("d", "");
    file.write(bytes("abc"), 0);
    disk.open("e", true).write(bytes("def"), 0);

    List<CrashState> states = states();

    assertThat(states).hasSize(4 * 5);
    assertThat(states).allSatisfy(s -> assertThat(s.hash()).isEqualTo(s.image().hash()));
    assertThat(states.stream().map(CrashState::hash).distinct()).hasSameSizeAs(states);
  }

  @Test
  void samplesAreAmongAllStatesAndReachMostOfThem() throws Exception {
    StorageFile file = durable("f", "x".repeat(510));
    file.write(bytes("abcd"), 510);
    file.truncate(3);
    disk.open("g", true).write(bytes("y"), 0);
    Set<Long> all = new HashSet<>();
    states().forEach(state -> all.add(state.hash()));

    Set<Long> sampled = new HashSet<>();
    CrashStates.of(disk.unsynced())
        .sample(new Random(1), 5_000, state -> sampled.add(state.image().hash()));

    assertThat(all).containsAll(sampled);
    assertThat(sampled).hasSizeGreaterThan(all.size() / 2);
  }

  private StorageFile durable(String path, String content) throws IOException {
    StorageFile file = disk.open(path, true);
    file.write(bytes(content), 0);
    file.sync();
    disk.syncDirectory("");
    return file;
  }

  private List<CrashState> states() {
    List<CrashState> states = new ArrayList<>();
    CrashStates.of(disk.unsynced()).forEach(states::add);
    return states;
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }
}
