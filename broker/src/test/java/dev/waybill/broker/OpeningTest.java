package dev.waybill.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.log.storage.DataDirectory;
import dev.waybill.log.storage.SimulatedStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories that cannot be opened are refused, and left as they are. */
class OpeningTest {
  private static final BrokerSettings SETTINGS = BrokerSettings.defaults(7);

  @TempDir Path directory;

  @Test
  void directoryInUseIsRejectedAndItsHolderGoesOn() {
    try (Broker holder = Broker.open(directory, SETTINGS)) {
      assertRejected(directory)
          .hasMessageContaining(String.valueOf(ProcessHandle.current().pid()))
          .hasMessageContaining("choose another");
      assertThat(holder.isOpen()).isTrue();
    }
    Broker.open(directory, SETTINGS).close();
  }

  @Test
  void foreignDirectoryIsRejectedUntouched() throws Exception {
    Files.writeString(directory.resolve("cat.jpg"), "meow");

    assertRejected(directory).hasMessageContaining("cat.jpg");

    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(directory.resolve("cat.jpg"));
    }
  }

  @Test
  void unknownFormatIsRejected() throws Exception {
    Files.writeString(directory.resolve(DataDirectory.MARKER), "format.version=99\n");

    assertRejected(directory).hasMessageContaining("expected format.version=1, found 99");
  }

  @Test
  void fileInsteadOfADirectoryIsRejected() throws Exception {
    assertRejected(Files.createFile(directory.resolve("file")))
        .hasMessageContaining("Choose a path");
  }

  @Test
  void lockThatCannotBeOpenedIsRejectedInAWholeSentence() throws Exception {
    Files.createDirectory(directory.resolve("lock"));

    assertRejected(directory)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("Check the permissions");
  }

  @Test
  void diskThatDoesNotAnswerIsRejectedAndCanBeOpenedLater() {
    MisbehavingDisk disk = new MisbehavingDisk(new SimulatedStorage());
    disk.failNext("sync");

    assertThatThrownBy(() -> Broker.open(disk.storage(), SETTINGS))
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_DIRECTORY))
        .hasMessageContaining("does not answer")
        .hasMessageContaining("nothing that was acknowledged is lost");
    assertThat(disk.hasFailed()).isTrue();
    Broker.open(disk.storage(), SETTINGS).close();
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRejected(Path directory) {
    return assertThatThrownBy(() -> Broker.open(directory, SETTINGS))
        .isInstanceOfSatisfying(
            BrokerException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.DATA_DIRECTORY);
              assertThat(e.code().kind()).isEqualTo(ErrorCode.Kind.REJECTED);
            });
  }
}
