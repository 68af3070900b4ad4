package dev.waybill.log.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.log.storage.CorruptLogException;
import dev.waybill.log.storage.SimulatedStorage;
import dev.waybill.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordFileTest {
  private static final String PATH = "journal";

  private static RecordFile.Opened open(SimulatedStorage disk, List<String> found)
      throws IOException {
    return RecordFile.open(
        disk, PATH, payload -> found.add(StandardCharsets.UTF_8.decode(payload).toString()));
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static SimulatedStorage withSynced(String... entries) throws IOException {
    SimulatedStorage disk = new SimulatedStorage();
    try (RecordFile file = open(disk, new ArrayList<>()).file()) {
      for (String entry : entries) {
        file.append(bytes(entry));
        file.sync();
      }
    }
    try (StorageFile all = disk.open(PATH, false)) {
      all.sync();
    }
    return disk;
  }

  @Test
  void entriesComeBackInOrderAndSealsDoNotShow() throws Exception {
    SimulatedStorage disk = withSynced("a", "b", "c");
    List<String> found = new ArrayList<>();

    RecordFile.Opened opened = open(disk.kill(), found);

    assertThat(found).containsExactly("a", "b", "c");
    assertThat(opened.truncatedBytes()).isZero();
  }

  @Test
  void noFlippedBitInSyncedEntriesIsTakenForATornTail() throws Exception {
    String[] entries = {"first", "second", "last of the last round"};
    long synced = withSynced(entries).size(PATH) - EntryFormat.ENTRY_BYTES;

    for (long bit = 0; bit < synced * 8; bit++) {
      SimulatedStorage damaged = withSynced(entries);
      damaged.flipBit(PATH, bit);
      List<String> found = new ArrayList<>();
      assertThatThrownBy(() -> open(damaged, found))
          .as("bit %d", bit)
          .isInstanceOf(CorruptLogException.class)
          .hasMessageContaining("Restore the file from a backup");
      assertThat(found).isEqualTo(List.of(entries).subList(0, found.size()));
    }
  }

  @Test
  void aFlippedBitInTheSealLosesNothing() throws Exception {
    long size = withSynced("first", "last").size(PATH);

    for (long bit = (size - EntryFormat.ENTRY_BYTES) * 8; bit < size * 8; bit++) {
      SimulatedStorage damaged = withSynced("first", "last");
      damaged.flipBit(PATH, bit);
      List<String> found = new ArrayList<>();
      assertThat(open(damaged, found).truncatedBytes()).isEqualTo(EntryFormat.ENTRY_BYTES);
      assertThat(found).containsExactly("first", "last");
    }
  }

  @Test
  void damageAfterTheLastSyncIsATornTailAndIsCutOff() throws Exception {
    SimulatedStorage disk = new SimulatedStorage();
    RecordFile file = open(disk, new ArrayList<>()).file();
    file.append(bytes("synced"));
    file.sync();
    long synced = file.sizeBytes();
    file.append(bytes("written"));
    file.write();
    SimulatedStorage killed = disk.kill();
    try (StorageFile torn = killed.open(PATH, false)) {
      torn.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), synced);
    }
    List<String> found = new ArrayList<>();

    RecordFile.Opened opened = open(killed, found);

    assertThat(found).containsExactly("synced");
    assertThat(opened.truncatedBytes()).isPositive();
  }

  @Test
  void aSyncWithNothingNewWritesNothing() throws Exception {
    SimulatedStorage disk = new SimulatedStorage();
    RecordFile file = open(disk, new ArrayList<>()).file();
    file.append(bytes("a"));
    file.sync();
    long operations = disk.operations();

    file.sync();

    assertThat(disk.operations()).isEqualTo(operations);
  }

  @Test
  void anEmptyEntryIsRefused() throws Exception {
    RecordFile file = open(new SimulatedStorage(), new ArrayList<>()).file();

    assertThatThrownBy(() -> file.append(ByteBuffer.allocate(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected an entry of 1 byte or more, found 0");
  }
}
