package dev.waybill.cli;

import dev.waybill.cli.terminal.Json;
import dev.waybill.cli.terminal.Terminal;
import java.util.LinkedHashMap;
import java.util.Map;

/** An error in one line, for people or for programs. */
final class ErrorLine {

  private ErrorLine() {}

  static void print(Terminal terminal, boolean json, String message, int exitCode) {
    String line = message.strip().replaceAll("\\s*\\R\\s*", " ");
    if (json) {
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("error", line);
      error.put("exitCode", exitCode);
      terminal.err().println(Json.line(error));
    } else {
      terminal.err().println("waybill: " + line);
    }
  }
}
