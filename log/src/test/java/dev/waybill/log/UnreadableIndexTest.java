package dev.waybill.log;

import static dev.waybill.log.TestBatches.batch;
import static dev.waybill.log.TestBatches.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.log.storage.DirectoryStorage;
import dev.waybill.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnreadableIndexTest {
  private static final LogSettings SETTINGS = LogSettings.defaults().withIndexIntervalBytes(64);

  @TempDir Path directory;

  @Test
  void lookupsScanTheLogWhenReadingAnIndexFails() throws Exception {
    DirectoryStorage storage = DirectoryStorage.open(directory);
    PartitionLog log = PartitionLog.open(storage, "p", SETTINGS, 0, BatchVisitor.NONE).log();
    for (int i = 0; i < 50; i++) {
      log.append(batch(i, "v" + i));
    }
    log.close(new byte[0]);
    replaceByDirectory(storage, "p/00000000000000000000.index");
    replaceByDirectory(storage, "p/00000000000000000000.timeindex");

    PartitionLog again = PartitionLog.open(storage, "p", SETTINGS, 0, BatchVisitor.NONE).log();

    ByteBuffer found = again.read(again.snapshot(), 37, 50, 1);
    assertThat(found.getLong(0)).isEqualTo(37);
    assertThat(again.offsetForTimestamp(again.snapshot(), 41, 50).offset()).isEqualTo(41);
    again.append(batch(50, "more"));
    again.sync();
    assertThat(values(again)).hasSize(51).endsWith("more");
    again.close();
  }

  private void replaceByDirectory(DirectoryStorage storage, String name) throws IOException {
    Path path = directory.resolve(name);
    Files.delete(path);
    Files.createDirectory(path);
    try (StorageFile unreadable = storage.open(name, false)) {
      assertThatThrownBy(() -> unreadable.read(ByteBuffer.allocate(8), 0))
          .isInstanceOf(IOException.class);
    }
  }
}
