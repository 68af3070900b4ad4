package dev.waybill.verifier.planted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.verifier.planted.Hunt.Catch;
import dev.waybill.verifier.planted.PlantedBug.Hunting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Bugs are found, from seed 0 on: in every build those that are found soon. {@code
 * -Dplanted.seeds=N} gives each of all bugs N seeds, {@code -Dplanted.bug=REGEX} looks for some
 * only, {@code -Dplanted.docs=FILE} writes the table for the documents.
 */
class PlantedBugsTest {
  private static final int THREADS = 2;
  private static final @Nullable Integer SEEDS = Integer.getInteger("planted.seeds");
  private static final String CHOSEN = System.getProperty("planted.bug", ".*");
  private static final @Nullable String DOCS = System.getProperty("planted.docs");

  @Test
  void plantedBugsAreCaught() throws Exception {
    List<PlantedBug> chosen =
        PlantedBugs.all().stream()
            .filter(bug -> bug.name().matches(CHOSEN))
            .filter(bug -> SEEDS != null || bug.hunt().everyBuild())
            .toList();
    long began = System.nanoTime();

    List<Catch> catches = hunt(chosen);

    Report report = new Report(catches);
    System.out.print(report.text());
    System.out.printf("in %.1f s%n", (System.nanoTime() - began) / 1e9);
    write(Path.of("target", "planted-bugs.txt"), report.text());
    if (DOCS != null) {
      write(Path.of("..").resolve(DOCS), report.markdown());
    }
    assertThat(report.missed()).isEmpty();
    assertThat(catches).hasSameSizeAs(chosen);
  }

  private static List<Catch> hunt(List<PlantedBug> bugs)
      throws InterruptedException, ExecutionException {
    Queue<PlantedBug> waiting = new ConcurrentLinkedQueue<>(bugs);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<List<Catch>>> hunters = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        hunters.add(threads.submit(() -> huntAll(waiting)));
      }
      List<Catch> catches = new ArrayList<>();
      for (Future<List<Catch>> hunter : hunters) {
        catches.addAll(hunter.get());
      }
      return catches;
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<Catch> huntAll(Queue<PlantedBug> waiting) {
    Hunt hunt = new Hunt();
    List<Catch> catches = new ArrayList<>();
    for (PlantedBug bug = waiting.poll(); bug != null; bug = waiting.poll()) {
      int seeds = SEEDS == null ? Hunting.SEEDS_IN_A_BUILD : SEEDS;
      catches.add(hunt.run(bug, Math.min(seeds, bug.hunt().seeds())));
    }
    return catches;
  }

  private static void write(Path file, String text) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    Files.writeString(file, text);
  }
}
