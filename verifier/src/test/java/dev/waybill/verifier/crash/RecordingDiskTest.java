package dev.waybill.verifier.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordingDiskTest {
  private final RecordingDisk disk = new RecordingDisk();

  @Test
  void contentIsPendingUntilItsFileIsSynced() throws Exception {
    StorageFile file = disk.open("f", true);
    disk.syncDirectory("");
    file.write(bytes("abc"), 0);
    assertThat(pending()).containsExactly("write of 3 bytes at 0 of f");

    file.sync();

    assertThat(pending()).isEmpty();
    assertThat(disk.unsynced().contents().values()).containsExactly(new byte[] {'a', 'b', 'c'});
  }

  @Test
  void nameIsPendingUntilItsDirectoryIsSynced() throws Exception {
    disk.createDirectories("d");
    StorageFile file = disk.open("d/f", true);
    file.sync();
    disk.rename("d/f", "d/g");
    disk.syncDirectory("");
    assertThat(pending()).containsExactly("creation of d/f", "rename of d/f to d/g");
    assertThat(disk.unsynced().names()).containsOnlyKeys("d");

    disk.syncDirectory("d");

    assertThat(pending()).isEmpty();
    assertThat(disk.unsynced().names()).containsOnlyKeys("d", "d/g");
  }

  @Test
  void killedDiskKeepsThePageCacheAndIsSeparate() throws Exception {
    StorageFile file = disk.open("f", true);
    file.write(bytes("abc"), 0);

    RecordingDisk killed = disk.killed();
    file.write(bytes("x"), 1);

    assertThat(read(killed)).isEqualTo("abc");
    assertThat(read(disk)).isEqualTo("axc");
    assertThat(killed.unsynced().operations()).hasSize(2);
  }

  @Test
  void forgetfulDiskShowsWhatNoSyncBringsToThePlatter() throws Exception {
    StorageFile file = disk.open("f", true);
    disk.syncDirectory("");
    file.write(bytes("abc"), 0);

    RecordingDisk forgetful = disk.forgetful();
    forgetful.open("f", false).sync();

    assertThat(read(forgetful)).isEqualTo("abc");
    List<CrashState> states = new ArrayList<>();
    CrashStates.of(forgetful.unsynced()).forEach(states::add);
    assertThat(states).hasSize(1);
    assertThat(states.get(0).image().files().get("f")).isEmpty();
  }

  @Test
  void watcherIsCalledBeforeEveryChangeAndSync() throws Exception {
    List<Integer> seen = new ArrayList<>();
    disk.watch(now -> seen.add(now.unsynced().operations().size()));

    StorageFile file = disk.open("f", true);
    file.write(bytes("abc"), 0);
    file.truncate(1);
    file.sync();
    disk.syncDirectory("");

    assertThat(seen).containsExactly(0, 1, 2, 3, 1);
    assertThat(disk.operations()).isEqualTo(5);
  }

  @Test
  void missingFilesAreRefused() {
    assertThatThrownBy(() -> disk.open("f", false)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.open("d/f", true)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.delete("f")).isInstanceOf(NoSuchFileException.class);
  }

  private List<String> pending() {
    return disk.unsynced().operations().stream().map(Object::toString).toList();
  }

  private static String read(RecordingDisk from) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) from.size("f"));
    try (StorageFile file = from.open("f", false)) {
      file.read(bytes, 0);
    }
    return new String(bytes.array(), UTF_8);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }
}
