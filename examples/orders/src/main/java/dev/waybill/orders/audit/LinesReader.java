package dev.waybill.orders.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The effects and deliveries in text files, a line each. */
final class LinesReader {

  private final AuditedService service;
  private final List<Violation> flaws;

  LinesReader(AuditedService service, List<Violation> flaws) {
    this.service = service;
    this.flaws = flaws;
  }

  /** Lines of order, user, sequence, run, attempt, millis. */
  List<Effect> effects(Path file) {
    String name = String.valueOf(file.getFileName());
    return parse(
        file,
        6,
        (fields, line) ->
            new Effect(
                fields[0],
                fields[1],
                Integer.parseInt(fields[2]),
                Map.of(),
                Integer.parseInt(fields[3]),
                Long.parseLong(fields[5]),
                new Effect.Place(name, line)));
  }

  /** Lines of service, order, run, millis. */
  List<Evidence.BegunDelivery> deliveries(Path file) {
    return parse(
        file,
        4,
        (fields, line) ->
            new Evidence.BegunDelivery(
                AuditedService.valueOf(fields[0].toUpperCase(Locale.ROOT)),
                fields[1],
                Integer.parseInt(fields[2]),
                Long.parseLong(fields[3])));
  }

  private interface LineParser<T> {
    T parse(String[] fields, long line);
  }

  private <T> List<T> parse(Path file, int fieldCount, LineParser<T> parser) {
    List<T> parsed = new ArrayList<>();
    if (!Files.exists(file)) {
      return parsed;
    }
    try {
      String text = Files.readString(file, UTF_8);
      if (!text.isEmpty() && !text.endsWith("\n")) {
        flaws.add(EvidenceReader.unreadable(service, file + ": its last line is unfinished"));
      }
      List<String> lines = text.lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        parseLine(file, lines.get(i), i + 1, fieldCount, parser, parsed);
      }
    } catch (IOException e) {
      flaws.add(EvidenceReader.unreadable(service, e.toString()));
    }
    return parsed;
  }

  private <T> void parseLine(
      Path file, String line, long number, int fieldCount, LineParser<T> parser, List<T> parsed) {
    String[] fields = line.split("\t", -1);
    String place = file.getFileName() + "@" + number;
    if (fields.length != fieldCount) {
      flaws.add(
          EvidenceReader.unreadable(
              service, place + ": expected " + fieldCount + " fields, found '" + line + "'"));
      return;
    }
    try {
      parsed.add(parser.parse(fields, number));
    } catch (IllegalArgumentException e) {
      flaws.add(EvidenceReader.unreadable(service, place + ": '" + line + "': " + e.getMessage()));
    }
  }
}
