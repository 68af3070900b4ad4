package dev.waybill.orders.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.orders.audit.Chronicle.Acknowledged;
import dev.waybill.orders.audit.Chronicle.Kill;
import dev.waybill.orders.audit.Chronicle.Life;
import dev.waybill.orders.audit.Chronicle.Resumption;
import dev.waybill.orders.audit.Chronicle.Zombie;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code run.log}: the milliseconds since the epoch, a word, and what belongs to it.
 *
 * <pre>
 *   begun ORDERS PLANNED-KILLS SEED BOOKS   once, at the beginning
 *   starting RUN                            a life of the process begins
 *   opened RUN                              it has recovered its data
 *   resumed LAST-ORDER                      orders up to there were found committed
 *   acknowledged FIRST LAST
 *   killed RUN hit|missed WHERE ORDER       the life has ended; ORDER: '-' if none in particular
 *   struck RUN hit|missed WHERE ORDER       something else was; the life goes on
 *   stopped RUN                             the life does not go on, and does not know
 *   woken RUN                               it goes on, beside the next one
 *   drained RUN                             every service has caught up, the process has ended
 * </pre>
 */
final class ChronicleReader {

  private long orders = -1;
  private int plannedKills;
  private long seed;
  private String books = "";
  private long acknowledgedTo;
  private boolean drained;
  private final List<Life> lives = new ArrayList<>();
  private final List<Acknowledged> acknowledged = new ArrayList<>();
  private final List<Resumption> resumptions = new ArrayList<>();
  private final List<Kill> kills = new ArrayList<>();
  private final List<Zombie> zombies = new ArrayList<>();

  private ChronicleReader() {}

  static Chronicle read(Path file) throws IOException {
    ChronicleReader reader = new ChronicleReader();
    for (String line : Files.readAllLines(file, UTF_8)) {
      try {
        reader.accept(line.split("\t", -1));
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new IOException(file + ": not understood: '" + line + "'; there is no audit", e);
      }
    }
    if (reader.orders < 0) {
      throw new IOException(file + ": expected a line 'begun', found none; there is no audit");
    }
    return new Chronicle(
        reader.orders,
        reader.plannedKills,
        reader.seed,
        reader.books,
        reader.lives,
        reader.acknowledged,
        reader.resumptions,
        reader.kills,
        reader.zombies,
        reader.drained);
  }

  private void accept(String[] fields) {
    long atMillis = Long.parseLong(fields[0]);
    switch (fields[1]) {
      case "begun" -> {
        orders = Long.parseLong(fields[2]);
        plannedKills = Integer.parseInt(fields[3]);
        seed = Long.parseLong(fields[4]);
        books = fields[5];
      }
      case "starting" ->
          lives.add(
              new Life(Integer.parseInt(fields[2]), atMillis, Optional.empty(), Optional.empty()));
      case "opened" -> {
        Life life = lives.remove(lives.size() - 1);
        lives.add(
            new Life(life.run(), life.startMillis(), Optional.of(atMillis), Optional.empty()));
      }
      case "resumed" -> {
        long lastOrder = Long.parseLong(fields[2]);
        resumptions.add(new Resumption(lastOrder, acknowledgedTo));
        acknowledge(atMillis, acknowledgedTo + 1, lastOrder, true);
      }
      case "acknowledged" ->
          acknowledge(atMillis, Long.parseLong(fields[2]), Long.parseLong(fields[3]), false);
      case "killed" -> {
        kills.add(kill(atMillis, fields));
        end(atMillis);
      }
      case "struck" -> kills.add(kill(atMillis, fields));
      case "stopped" -> end(atMillis);
      case "woken" -> zombies.add(new Zombie(Integer.parseInt(fields[2]), atMillis));
      case "drained" -> {
        drained = true;
        end(atMillis);
      }
      default -> throw new IllegalArgumentException("unknown word " + fields[1]);
    }
  }

  private static Kill kill(long atMillis, String[] fields) {
    return new Kill(
        atMillis,
        Integer.parseInt(fields[2]),
        fields[3].equals("hit"),
        fields[4],
        fields[5].equals("-") ? "" : fields[5]);
  }

  private void acknowledge(long atMillis, long first, long last, boolean late) {
    if (first <= last) {
      acknowledged.add(new Acknowledged(atMillis, first, last, late));
      acknowledgedTo = Math.max(acknowledgedTo, last);
    }
  }

  private void end(long atMillis) {
    Life life = lives.remove(lives.size() - 1);
    lives.add(new Life(life.run(), life.startMillis(), life.openedMillis(), Optional.of(atMillis)));
  }
}
