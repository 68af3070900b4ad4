package dev.waybill.log.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStorageTest {
  @TempDir Path directory;

  @Test
  void anInterruptedReaderReadsOnAndKeepsItsFlag() throws Exception {
    DirectoryStorage storage = DirectoryStorage.open(directory);
    try (StorageFile file = storage.open("f", true)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);
      ByteBuffer bytes = ByteBuffer.allocate(3);
      Thread.currentThread().interrupt();

      file.read(bytes, 0);
      file.write(ByteBuffer.wrap(new byte[] {4}), 3);
      file.sync();

      assertThat(Thread.interrupted()).isTrue();
      assertThat(bytes.array()).containsExactly(1, 2, 3);
      assertThat(file.size()).isEqualTo(4);
    }
  }

  @Test
  void interruptsOfOneReaderDisturbNeitherOthersNorTheWriter() throws Exception {
    DirectoryStorage storage = DirectoryStorage.open(directory);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicBoolean stop = new AtomicBoolean();
    try (StorageFile file = storage.open("f", true)) {
      file.write(ByteBuffer.wrap(new byte[64 * 1024]), 0);
      Runnable reading =
          () -> {
            ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);
            try {
              while (!stop.get()) {
                assertThat(file.read(bytes.clear(), 0)).isEqualTo(64 * 1024);
              }
            } catch (Throwable e) {
              failure.compareAndSet(null, e);
            }
          };
      Thread victim = new Thread(reading);
      Thread other = new Thread(reading);
      victim.start();
      other.start();
      for (int i = 0; i < 300; i++) {
        victim.interrupt();
        file.write(ByteBuffer.wrap(new byte[] {7}), 64 * 1024 + i);
      }
      stop.set(true);
      victim.join();
      other.join();
      assertThat(failure.get()).isNull();
      assertThat(file.size()).isEqualTo(64 * 1024 + 300);
    }
  }

  @Test
  void aDataDirectoryHasOneOwnerAndNamesIt() throws Exception {
    Path path = directory.resolve("data");
    try (DataDirectory mine = DataDirectory.open(path)) {
      assertThat(mine.path().resolve(DataDirectory.MARKER)).exists();
      assertThatThrownBy(() -> DataDirectory.open(path))
          .isInstanceOf(DataDirectoryException.class)
          .hasMessageContaining("in use")
          .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
    }
    DataDirectory.open(path).close();
  }

  @Test
  void aForeignDirectoryIsRefusedAndNotTouched() throws Exception {
    Files.writeString(directory.resolve("holiday.jpg"), "x");

    assertThatThrownBy(() -> DataDirectory.open(directory))
        .isInstanceOfSatisfying(
            DataDirectoryException.class,
            e ->
                assertThat(e.reason())
                    .isEqualTo(DataDirectoryException.Reason.NOT_A_DATA_DIRECTORY))
        .hasMessageContaining("holiday.jpg");

    assertThat(directory.toFile().list()).containsExactly("holiday.jpg");
  }

  @Test
  void aNewerFormatIsRefused() throws Exception {
    DataDirectory.open(directory).close();
    Files.writeString(directory.resolve(DataDirectory.MARKER), "format.version=99\n");

    assertThatThrownBy(() -> DataDirectory.open(directory))
        .hasMessageContaining("expected format.version=1, found 99");
  }

  @Test
  void aDirectoryIsKnownByTheSameIdInEveryLife() throws IOException {
    UUID first = idOf(directory.resolve("a"));

    assertThat(idOf(directory.resolve("a"))).isEqualTo(first);
    assertThat(idOf(directory.resolve("b"))).isNotEqualTo(first);
  }

  @Test
  void aDirectoryOfBeforeThereWereIdsIsGivenOneAndKeepsIt() throws IOException {
    Files.writeString(directory.resolve(DataDirectory.MARKER), "format.version=1\n");

    UUID given = idOf(directory);

    assertThat(idOf(directory)).isEqualTo(given);
    assertThat(directory.resolve(DataDirectory.MARKER))
        .content()
        .contains("format.version=1", "directory.id=" + given);
  }

  @Test
  void anIdThatIsNoneIsRefusedAndLeftAlone() throws IOException {
    Path marker = directory.resolve(DataDirectory.MARKER);
    Files.writeString(marker, "format.version=1\ndirectory.id=7\n");

    assertThatThrownBy(() -> DataDirectory.open(directory))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining("expected directory.id to be a UUID, found 7");
    assertThat(marker).content().contains("directory.id=7");
  }

  private static UUID idOf(Path path) throws IOException {
    try (DataDirectory opened = DataDirectory.open(path)) {
      return opened.id();
    }
  }

  @Test
  void anotherProcessThatHoldsTheDirectoryIsNamed() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process holder =
        new ProcessBuilder(
                java.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(holder.getInputStream().read()).isEqualTo('!');
      assertThatThrownBy(() -> DataDirectory.open(directory))
          .hasMessageContaining("process " + holder.pid())
          .hasMessageContaining("java");
    } finally {
      holder.destroyForcibly().waitFor();
    }
    DataDirectory.open(directory).close();
  }

  /** Owns a directory until it is killed. */
  static final class Holder {
    public static void main(String[] arguments) throws Exception {
      DataDirectory held = DataDirectory.open(Path.of(arguments[0]));
      System.out.print('!');
      System.out.flush();
      Thread.currentThread().join();
      held.close();
    }
  }
}
