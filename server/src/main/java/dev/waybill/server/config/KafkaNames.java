package dev.waybill.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** All names that a Kafka 4.3 broker knows, to tell those without meaning here from mistakes. */
final class KafkaNames {
  private static final String RESOURCE = "kafka-broker-names.txt";

  private final Set<String> names;

  private KafkaNames(Set<String> names) {
    this.names = names;
  }

  static KafkaNames load() {
    try (InputStream in = KafkaNames.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("Expected the resource " + RESOURCE + ", found none.");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8));
      return new KafkaNames(
          lines
              .lines()
              .filter(line -> !line.isBlank())
              .collect(Collectors.toCollection(TreeSet::new)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean contains(String name) {
    return names.contains(name);
  }
}
