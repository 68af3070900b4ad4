package dev.waybill.broker.topic;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;

/** What a topic may be called: Kafka's rules, so that any client can name it. */
public final class TopicName {
  /** A partition's directory name must fit into 255 bytes. */
  public static final int MAX_LENGTH = 249;

  private TopicName() {}

  /**
   * @throws BrokerException {@code INVALID_TOPIC}
   */
  public static String check(String name) {
    if (name.isEmpty() || name.length() > MAX_LENGTH) {
      throw invalid(name, "expected 1 to " + MAX_LENGTH + " characters, found " + name.length());
    }
    if (name.equals(".") || name.equals("..")) {
      throw invalid(name, "\".\" and \"..\" are directories");
    }
    for (int i = 0; i < name.length(); i++) {
      if (!isLegal(name.charAt(i))) {
        throw invalid(
            name, "expected a-z A-Z 0-9 . _ - only, found '" + name.charAt(i) + "' at " + i);
      }
    }
    return name;
  }

  private static boolean isLegal(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-';
  }

  private static BrokerException invalid(String name, String problem) {
    return new BrokerException(
        ErrorCode.INVALID_TOPIC, "Invalid topic name \"" + name + "\": " + problem + ".");
  }
}
