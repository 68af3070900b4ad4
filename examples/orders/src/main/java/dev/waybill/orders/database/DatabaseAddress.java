package dev.waybill.orders.database;

import java.util.List;

/**
 * Which database was asked for: {@value #EMBEDDED}, a server for one run, or a JDBC URL.
 *
 * @param text may hold a password; {@link #toString} holds none
 */
public record DatabaseAddress(String text) {

  /** A PostgreSQL server that begins and ends with the run. */
  public static final String EMBEDDED = "embedded-postgres";

  private static final String JDBC = "jdbc:";

  /** Databases that live in one process, and the pipeline runs in another. */
  private static final List<String> IN_MEMORY =
      List.of("jdbc:h2:mem:", "jdbc:sqlite::memory:", "jdbc:hsqldb:mem:");

  public DatabaseAddress {
    if (!text.equals(EMBEDDED) && !text.startsWith(JDBC)) {
      throw new IllegalArgumentException(
          "database: expected " + EMBEDDED + " or jdbc:…, found '" + text + "'; nothing was run");
    }
    if (IN_MEMORY.stream().anyMatch(text::startsWith)) {
      throw new IllegalArgumentException(
          "database: expected one that other processes can open, since the pipeline runs in one,"
              + " found "
              + withoutSecrets(text)
              + "; nothing was run, name a file or a server");
    }
  }

  /** Whether the server begins and ends with the run. */
  public boolean isEmbedded() {
    return text.equals(EMBEDDED);
  }

  @Override
  public String toString() {
    return withoutSecrets(text);
  }

  /**
   * A URL as far as it may be shown: without its parameters, and without {@code user:password@}.
   */
  static String withoutSecrets(String url) {
    return url.replaceFirst("[?;].*", "").replaceFirst("//[^/]*@", "//");
  }
}
