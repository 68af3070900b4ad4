package dev.waybill.server.config;

import dev.waybill.broker.topic.CleanupPolicy;
import dev.waybill.broker.topic.Timestamps;
import java.util.ArrayList;
import java.util.List;

/** Values that are one of a few words. */
final class Words {
  static final String PRODUCER = "producer";
  private static final String DELETE = "delete";
  private static final String COMPACT = "compact";
  private static final String CREATE_TIME = "CreateTime";
  private static final String LOG_APPEND_TIME = "LogAppendTime";

  private Words() {}

  static String of(CleanupPolicy policy) {
    return switch (policy) {
      case DELETE -> DELETE;
      case COMPACT -> COMPACT;
      case COMPACT_AND_DELETE -> COMPACT + "," + DELETE;
    };
  }

  static CleanupPolicy cleanupPolicy(String value) {
    boolean deletes = false;
    boolean compacts = false;
    for (String word : list(value)) {
      switch (word) {
        case DELETE -> deletes = true;
        case COMPACT -> compacts = true;
        default ->
            throw new IllegalArgumentException(
                "expected delete, compact or both, found \"" + word + "\"");
      }
    }
    if (compacts) {
      return deletes ? CleanupPolicy.COMPACT_AND_DELETE : CleanupPolicy.COMPACT;
    }
    if (deletes) {
      return CleanupPolicy.DELETE;
    }
    throw new IllegalArgumentException("expected delete, compact or both, found none");
  }

  static String of(Timestamps.Source source) {
    return switch (source) {
      case CREATE_TIME -> CREATE_TIME;
      case LOG_APPEND_TIME -> LOG_APPEND_TIME;
    };
  }

  static Timestamps.Source timestampSource(String value) {
    return switch (value) {
      case CREATE_TIME -> Timestamps.Source.CREATE_TIME;
      case LOG_APPEND_TIME -> Timestamps.Source.LOG_APPEND_TIME;
      default ->
          throw new IllegalArgumentException(
              "expected " + CREATE_TIME + " or " + LOG_APPEND_TIME + ", found \"" + value + "\"");
    };
  }

  /** Words between commas. */
  static List<String> list(String value) {
    List<String> words = new ArrayList<>();
    for (String word : value.split(",", -1)) {
      if (!word.isBlank()) {
        words.add(word.strip());
      }
    }
    return words;
  }
}
