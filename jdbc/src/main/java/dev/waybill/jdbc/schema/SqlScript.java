package dev.waybill.jdbc.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One version's SQL, from the resources. A statement ends with a semicolon at the end of a line; a
 * line of comment begins with two hyphens; <code>${prefix}</code> stands for the prefix.
 */
record SqlScript(String template) {

  static SqlScript of(String folder, int version) {
    String name = folder + "/V" + version + ".sql";
    try (InputStream resource = SqlScript.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IllegalStateException("expected the resource " + name + ", found none");
      }
      return new SqlScript(new String(resource.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text(String prefix) {
    return template.replace("${prefix}", prefix);
  }

  List<String> statements(String prefix) {
    List<String> statements = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    for (String line : text(prefix).split("\n")) {
      if (line.startsWith("--") || line.isBlank()) {
        continue;
      }
      boolean last = line.endsWith(";");
      statement.append(last ? line.substring(0, line.length() - 1) : line).append('\n');
      if (last) {
        statements.add(statement.toString().strip());
        statement.setLength(0);
      }
    }
    if (!statement.isEmpty()) {
      throw new IllegalStateException("expected a semicolon after: " + statement);
    }
    return statements;
  }
}
