package dev.waybill.verifier.report;

/**
 * Writes elements that are both HTML and well-formed XML. Whatever text comes in, from a server or
 * from a file's name, comes out as text.
 */
final class Markup {
  private final StringBuilder out = new StringBuilder();

  /**
   * @param attributes names and values, in turn
   */
  Markup open(String tag, String... attributes) {
    start(tag, attributes);
    out.append('>');
    return this;
  }

  Markup close(String tag) {
    out.append("</").append(tag).append(">\n");
    return this;
  }

  /** An element without content, which HTML knows to have none, or of SVG. */
  Markup empty(String tag, String... attributes) {
    start(tag, attributes);
    out.append("/>\n");
    return this;
  }

  /** An element of text. */
  Markup element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close(tag);
  }

  Markup text(String text) {
    out.append(escape(text));
    return this;
  }

  /** What another of these wrote. */
  Markup add(Markup other) {
    out.append(other.out);
    return this;
  }

  /** Of our own making: style sheets. */
  Markup raw(String trusted) {
    out.append(trusted);
    return this;
  }

  private void start(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i + 1 < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"").append(escape(attributes[i + 1]));
      out.append('"');
    }
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(each -> escape(each, escaped));
    return escaped.toString();
  }

  private static void escape(int point, StringBuilder to) {
    switch (point) {
      case '&' -> to.append("&amp;");
      case '<' -> to.append("&lt;");
      case '>' -> to.append("&gt;");
      case '"' -> to.append("&quot;");
      default -> to.appendCodePoint(isAllowed(point) ? point : 0xFFFD);
    }
  }

  /** XML has no way to write the others, such as NUL or half a surrogate pair. */
  private static boolean isAllowed(int point) {
    return point == '\t'
        || point == '\n'
        || point == '\r'
        || (point >= 0x20 && point <= 0x7E)
        || (point >= 0xA0 && point <= 0xD7FF)
        || (point >= 0xE000 && point <= 0xFFFD)
        || point >= 0x10000;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
