package dev.waybill.orders.timeline;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Writes the few SVG elements that a timeline needs; coordinates are in user units. */
final class SvgWriter {

  private final StringBuilder out = new StringBuilder();

  SvgWriter open(String tag, String... attributes) {
    return element(tag, ">", attributes);
  }

  SvgWriter close(String tag) {
    out.append("</").append(tag).append(">\n");
    return this;
  }

  /** An element without content. */
  SvgWriter empty(String tag, String... attributes) {
    return element(tag, "/>", attributes);
  }

  SvgWriter text(double x, double y, String cssClass, String text) {
    element("text", ">", "x", number(x), "y", number(y), "class", cssClass);
    out.setLength(out.length() - 1);
    out.append(escape(text));
    return close("text");
  }

  SvgWriter rectangle(double x, double y, double width, double height, String cssClass) {
    return empty(
        "rect",
        "x",
        number(x),
        "y",
        number(y),
        "width",
        number(width),
        "height",
        number(height),
        "class",
        cssClass);
  }

  SvgWriter line(double x1, double y1, double x2, double y2, String cssClass) {
    return empty(
        "line",
        "x1",
        number(x1),
        "y1",
        number(y1),
        "x2",
        number(x2),
        "y2",
        number(y2),
        "class",
        cssClass);
  }

  SvgWriter circle(double x, double y, double radius, String cssClass) {
    return empty(
        "circle", "cx", number(x), "cy", number(y), "r", number(radius), "class", cssClass);
  }

  /** An element that holds nothing but text. */
  SvgWriter content(String tag, String text) {
    out.append('<').append(tag).append('>').append(escape(text));
    return close(tag);
  }

  SvgWriter path(String path, String cssClass) {
    return path.isEmpty() ? this : empty("path", "d", path, "class", cssClass);
  }

  /** At most two decimals, none if they are zero. */
  static String number(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  private SvgWriter element(String tag, String end, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"").append(escape(attributes[i + 1]));
      out.append('"');
    }
    out.append(end).append('\n');
    return this;
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
