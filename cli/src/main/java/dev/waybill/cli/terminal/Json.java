package dev.waybill.cli.terminal;

import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** Results for programs: one JSON value per line. */
public final class Json {

  // Built on first use: most commands are run by people and never need it.
  private static final class Lazy {
    static final ObjectMapper MAPPER = JsonMapper.builder().build();
  }

  private Json() {}

  /** The value on one line. Maps keep their order. */
  public static String line(Object value) {
    return Lazy.MAPPER.writeValueAsString(value);
  }
}
