package dev.waybill.junit.fault;

import dev.waybill.junit.life.Trial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The last key's messages first: every order across keys is permitted, none within a key. */
final class OutOfOrder implements Script {

  private static final int SHOWN = 8;

  @Override
  public <T> Bite play(Trial<T> trial) throws Exception {
    List<T> reversed = byKeyReversed(trial);
    if (reversed.equals(trial.messages())) {
      return new Bite.CannotHappen(
          "all messages have the same key, and keep their order: give more than one key");
    }
    trial.publish(reversed);
    trial.liveToTheEnd();
    List<String> seen = trial.witness().order();
    // They were not published as they were given, so they are out of order in one sense or the
    // other.
    return seen.isEmpty()
        ? new Bite.Missed("expected messages in another order, found none that were handled")
        : new Bite.Bit(
            "published last key first, delivered in the order "
                + seen.stream().limit(SHOWN).collect(Collectors.joining(", "))
                + (seen.size() > SHOWN ? ", …" : ""));
  }

  private static <T> List<T> byKeyReversed(Trial<T> trial) {
    Optional<Function<? super T, String>> key = trial.topic().keyFunction();
    Map<String, List<T>> byKey = new LinkedHashMap<>();
    for (T message : trial.messages()) {
      String place = key.map(k -> k.apply(message)).orElseGet(() -> trial.idOf(message));
      byKey.computeIfAbsent(place, k -> new ArrayList<>()).add(message);
    }
    List<List<T>> groups = new ArrayList<>(byKey.values());
    Collections.reverse(groups);
    return groups.stream().flatMap(List::stream).toList();
  }
}
