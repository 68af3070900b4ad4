package dev.waybill.log.storage;

import java.io.IOException;
import java.io.StringReader;
import java.util.Properties;

/** Properties as sorted lines, without the date that the JDK would put on top. */
final class PropertyLines {

  private PropertyLines() {}

  static String write(Properties properties) {
    StringBuilder text = new StringBuilder();
    properties.stringPropertyNames().stream()
        .sorted()
        .forEach(
            name ->
                text.append(name)
                    .append('=')
                    .append(properties.getProperty(name).replace("\\", "\\\\").replace('\n', ' '))
                    .append('\n'));
    return text.toString();
  }

  static Properties read(String text) throws IOException {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IllegalArgumentException e) {
      throw new IOException("not a properties file: " + text, e);
    }
    return properties;
  }
}
