package dev.waybill.verifier.table;

import static dev.waybill.verifier.table.Plot.MESSAGES;
import static dev.waybill.verifier.table.Plot.PATIENCE;
import static dev.waybill.verifier.table.Plot.STRUCK;

import dev.waybill.Guarantee;
import dev.waybill.verifier.process.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Failure points 3 and 4: a whole pipeline is killed while all its handlers have the struck message
 * in hand, before their effect or after it, and starts again.
 */
final class DeathScript {

  /** Where the handlers are when they die. */
  enum Place {
    BEFORE,
    AFTER;

    String text() {
      return this == BEFORE ? "before" : "after";
    }
  }

  private final Place place;
  private final Path directory;
  private final EffectDatabase database;
  private final String name;
  private final Set<String> trapped = new HashSet<>();

  DeathScript(Place place, Path directory, EffectDatabase database, String name) {
    this.place = place;
    this.directory = directory;
    this.database = database;
    this.name = name;
  }

  /** Where its data is, to be read when it has run. */
  Path data() {
    return directory.resolve("data");
  }

  void run() throws Exception {
    Files.createDirectories(directory);
    try (ChildJvm first = start(0, STRUCK + 1, place.text())) {
      for (int groups = 2 * EnumSet.allOf(Guarantee.class).size(); groups > 0; groups--) {
        trapped.add(first.await(PipelineProgram.TRAPPED, PATIENCE));
      }
      first.kill();
    }
    try (ChildJvm second = start(STRUCK + 1, MESSAGES, "none")) {
      second.await(PipelineProgram.DRAINED, PATIENCE);
      if (!second.awaitEnd(PATIENCE)) {
        throw new IllegalStateException("expected the pipeline to end, found it running");
      }
    }
  }

  private ChildJvm start(int from, int to, String trap) throws Exception {
    Map<String, String> arguments = new HashMap<>();
    arguments.put("data", data().toString());
    arguments.put("database", database.url());
    arguments.put("from", Integer.toString(from));
    arguments.put("to", Integer.toString(to));
    arguments.put("trap", trap);
    arguments.put("name", name);
    return ChildJvm.start(
        "pipeline", PipelineProgram.class, arguments, directory.resolve("errors.log"));
  }

  /** 1 if that group was killed with the message in hand. */
  long bites(String group) {
    return trapped.contains(group) ? 1 : 0;
  }

  /** The group whose effects are in the database: one database serves several scripts. */
  String effectsGroup(Guarantee guarantee) {
    return PipelineProgram.effects(name, guarantee);
  }
}
