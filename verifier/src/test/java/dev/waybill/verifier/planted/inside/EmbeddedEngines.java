package dev.waybill.verifier.planted.inside;

import dev.waybill.Waybill;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Lends an embedded engine of this class loader, in a directory that is gone afterwards. */
final class EmbeddedEngines {
  private EmbeddedEngines() {}

  interface Use {
    void with(Waybill waybill) throws Exception;
  }

  static void with(Use use) {
    Thread self = Thread.currentThread();
    ClassLoader before = self.getContextClassLoader();
    try {
      Path directory = Files.createTempDirectory("waybill-planted");
      // Engines and runtimes are found by it: they are to be the altered ones.
      self.setContextClassLoader(EmbeddedEngines.class.getClassLoader());
      try (Waybill waybill = Waybill.open("embedded:" + directory)) {
        use.with(waybill);
      } finally {
        delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      self.setContextClassLoader(before);
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(directory)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }
}
