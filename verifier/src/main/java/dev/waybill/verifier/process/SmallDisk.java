package dev.waybill.verifier.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * A small file system in memory that can be filled: needs root, and a kernel that lets it mount.
 */
final class SmallDisk implements AutoCloseable {
  private static final int MEGABYTES = 256;
  private static final int BLOCK = 1 << 16;

  private final Path directory;

  private SmallDisk(Path directory) {
    this.directory = directory;
    Runtime.getRuntime().addShutdownHook(new Thread(this::unmount));
  }

  /** Mounts one there; empty where that is not allowed. */
  static Optional<SmallDisk> mount(Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    boolean mounted =
        run(
            List.of(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=" + MEGABYTES + "m",
                "tmpfs",
                directory.toString()));
    return mounted ? Optional.of(new SmallDisk(directory)) : Optional.empty();
  }

  Path directory() {
    return directory;
  }

  /** Takes all the room that is left, to the last byte. */
  void fill() throws IOException {
    try (FileChannel out =
        FileChannel.open(
            filler(),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND)) {
      for (int size = BLOCK; size > 0; size /= 2) {
        fill(out, size);
      }
    }
  }

  private static void fill(FileChannel out, int size) {
    try {
      while (true) {
        ByteBuffer block = ByteBuffer.allocate(size);
        while (block.hasRemaining()) {
          out.write(block);
        }
      }
    } catch (IOException e) {
      // No room for so much: that is what it is for.
      return;
    }
  }

  /** Gives the room back. */
  void drain() throws IOException {
    Files.deleteIfExists(filler());
  }

  private Path filler() {
    return directory.resolve("filler");
  }

  private void unmount() {
    try {
      run(List.of("umount", "-l", directory.toString()));
    } catch (IOException e) {
      System.err.println(directory + " stays mounted: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean run(List<String> command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      // There is no such program here.
      return false;
    }
  }

  @Override
  public void close() {
    unmount();
  }
}
