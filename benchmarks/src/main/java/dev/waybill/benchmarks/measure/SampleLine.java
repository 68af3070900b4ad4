package dev.waybill.benchmarks.measure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A sample as one line of text, between the measured JVM and the one that asked.
 *
 * <pre>
 *   @sample messages=N bytes=N seconds=X cpuSeconds=X peakHeapBytes=N liveHeapBytes=N +extra=X …
 * </pre>
 *
 * Numbers are written so that they read back to the same value.
 */
public final class SampleLine {

  private static final String PREFIX = "@sample";
  private static final String EXTRA = "+";

  private SampleLine() {}

  public static String write(Sample sample) {
    StringBuilder line = new StringBuilder(PREFIX);
    field(line, "messages", sample.messages());
    field(line, "bytes", sample.bytes());
    field(line, "seconds", sample.seconds());
    field(line, "cpuSeconds", sample.cpuSeconds());
    field(line, "peakHeapBytes", sample.peakHeapBytes());
    field(line, "liveHeapBytes", sample.liveHeapBytes());
    sample.extras().forEach((name, value) -> field(line, EXTRA + name, value));
    return line.toString();
  }

  /** The sample, or empty if the line is not one. */
  public static Optional<Sample> read(String line) {
    if (!line.startsWith(PREFIX + " ")) {
      return Optional.empty();
    }
    Map<String, String> fields = new LinkedHashMap<>();
    Map<String, Double> extras = new LinkedHashMap<>();
    for (String field : line.substring(PREFIX.length() + 1).split(" ", -1)) {
      int equals = field.indexOf('=');
      if (equals <= 0) {
        throw malformed(line, "name=value, found '" + field + "'");
      }
      String name = field.substring(0, equals);
      String value = field.substring(equals + 1);
      if (name.startsWith(EXTRA)) {
        extras.put(name.substring(EXTRA.length()), Double.valueOf(value));
      } else {
        fields.put(name, value);
      }
    }
    return Optional.of(
        new Sample(
            Long.parseLong(field(fields, "messages", line)),
            Long.parseLong(field(fields, "bytes", line)),
            Double.parseDouble(field(fields, "seconds", line)),
            Double.parseDouble(field(fields, "cpuSeconds", line)),
            Long.parseLong(field(fields, "peakHeapBytes", line)),
            Long.parseLong(field(fields, "liveHeapBytes", line)),
            extras));
  }

  private static void field(StringBuilder line, String name, Object value) {
    line.append(' ').append(name).append('=').append(value);
  }

  private static String field(Map<String, String> fields, String name, String line) {
    String value = fields.get(name);
    if (value == null) {
      throw malformed(line, "a field " + name);
    }
    return value;
  }

  private static IllegalArgumentException malformed(String line, String expected) {
    return new IllegalArgumentException("expected " + expected + " in the sample '" + line + "'");
  }
}
