package dev.waybill.verifier.report;

import dev.waybill.verifier.report.Timeline.Moment;
import dev.waybill.verifier.report.Timeline.Sort;
import java.util.List;
import java.util.Locale;

/**
 * Draws a timeline downwards, so that it fits a narrow screen: a lane per process, a row per event.
 *
 * <pre>
 *            p0 broker w0
 *    12 ms   ●    │    │   p0     sends message 7 …
 *    13 ms   │    ✕    │   broker dies: power loss
 *    40 ms   │    ●    │   broker is up again
 *    61 ms   │    │    ●   w0     gets message 7 …      ◀ what the checker points at
 * </pre>
 *
 * <p>A lane is broken while its process is dead. The message's own events are joined by a line.
 */
final class TimelineSvg {
  private static final int ROW = 26;
  private static final int LANE = 22;
  private static final int TIME = 72;
  private static final int TOP = 96;
  private static final int MARK = 5;
  private static final int CHARACTER = 8;
  private static final int LONGEST = 110;

  private final Timeline timeline;
  private final List<String> lanes;
  private final Markup svg = new Markup();

  private TimelineSvg(Timeline timeline) {
    this.timeline = timeline;
    this.lanes = timeline.lanes();
  }

  /** An element to stand in a page, whose style sheet gives the colours. */
  static Markup draw(Timeline timeline) {
    return new TimelineSvg(timeline).draw();
  }

  private Markup draw() {
    int longest = 0;
    for (Moment each : timeline.entries()) {
      longest = Math.max(longest, label(each).length());
    }
    int width = textAt() + longest * CHARACTER + 16;
    int height = TOP + timeline.entries().size() * ROW + 8;
    svg.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "class",
        "timeline",
        "width",
        number(width),
        "height",
        number(height),
        "viewBox",
        "0 0 " + width + " " + height,
        "role",
        "img");
    svg.element("title", "Timeline of " + timeline.about());
    for (String lane : lanes) {
      drawLane(lane);
    }
    drawPath();
    for (int i = 0; i < timeline.entries().size(); i++) {
      drawEntry(timeline.entries().get(i), y(i), width);
    }
    return svg.close("svg");
  }

  private void drawLane(String lane) {
    int x = x(lane);
    svg.element(
        "text",
        lane,
        "class",
        "lane-name",
        "x",
        number(x),
        "y",
        number(TOP - 20),
        "transform",
        "rotate(-50 " + x + " " + (TOP - 20) + ")");
    int from = TOP - 12;
    boolean dead = false;
    for (int i = 0; i < timeline.entries().size(); i++) {
      Moment entry = timeline.entries().get(i);
      if (entry.process().equals(lane) && (dead || entry.sort() == Sort.CRASH)) {
        line(x, from, x, y(i), dead ? "dead" : "lane");
        from = y(i);
        // Whoever is heard of again lives.
        dead = entry.sort() == Sort.CRASH;
      }
    }
    line(x, from, x, y(timeline.entries().size() - 1) + ROW / 2, dead ? "dead" : "lane");
  }

  /** From one event of the message to its next. */
  private void drawPath() {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < timeline.entries().size(); i++) {
      Moment entry = timeline.entries().get(i);
      if (entry.onPath()) {
        points.append(x(entry.process())).append(',').append(y(i)).append(' ');
      }
    }
    svg.empty("polyline", "class", "path", "points", points.toString().strip());
  }

  private void drawEntry(Moment entry, int y, int width) {
    if (entry.shows()) {
      svg.empty(
          "rect",
          "class",
          "shows",
          "x",
          "0",
          "y",
          number(y - ROW / 2),
          "width",
          number(width),
          "height",
          number(ROW));
    }
    svg.element(
        "text",
        Words.number(entry.millis()) + " ms",
        "class",
        "time",
        "x",
        number(TIME - 8),
        "y",
        number(y + 4));
    mark(entry.sort(), x(entry.process()), y);
    svg.element(
        "text",
        label(entry),
        "class",
        entry.onPath() ? "on-path" : "beside",
        "x",
        number(textAt()),
        "y",
        number(y + 4));
  }

  /** A mark alone, for a legend. */
  static Markup sample(Sort sort) {
    TimelineSvg sample = new TimelineSvg(new Timeline("", List.of(), 0));
    sample.svg.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "class",
        "sample",
        "width",
        number(2 * ROW / 3),
        "height",
        number(2 * ROW / 3),
        "aria-hidden",
        "true");
    sample.mark(sort, ROW / 3, ROW / 3);
    return sample.svg.close("svg");
  }

  /** Told apart by shape as well as by colour. */
  private void mark(Sort sort, int x, int y) {
    String kind = style(sort);
    switch (sort) {
      case CRASH -> {
        line(x - MARK, y - MARK, x + MARK, y + MARK, "mark-line " + kind);
        line(x - MARK, y + MARK, x + MARK, y - MARK, "mark-line " + kind);
      }
      case FAULT ->
          svg.empty(
              "polygon",
              "class",
              "mark " + kind,
              "points",
              x
                  + ","
                  + (y - MARK - 1)
                  + " "
                  + (x + MARK + 1)
                  + ","
                  + (y + MARK)
                  + " "
                  + (x - MARK - 1)
                  + ","
                  + (y + MARK));
      case POSITION, TRANSACTION, OWNERSHIP ->
          svg.empty(
              "rect",
              "class",
              "mark " + kind,
              "x",
              number(x - MARK + 1),
              "y",
              number(y - MARK + 1),
              "width",
              number(2 * MARK - 2),
              "height",
              number(2 * MARK - 2));
      default ->
          svg.empty(
              "circle",
              "class",
              "mark " + kind,
              "cx",
              number(x),
              "cy",
              number(y),
              "r",
              number(MARK));
    }
  }

  private void line(int x1, int y1, int x2, int y2, String style) {
    svg.empty(
        "line",
        "class",
        style,
        "x1",
        number(x1),
        "y1",
        number(y1),
        "x2",
        number(x2),
        "y2",
        number(y2));
  }

  /** Its class in the page's style sheet. */
  static String style(Sort sort) {
    return "is-" + sort.name().toLowerCase(Locale.ROOT);
  }

  private int textAt() {
    return TIME + lanes.size() * LANE + 10;
  }

  private int x(String lane) {
    return TIME + lanes.indexOf(lane) * LANE + LANE / 2;
  }

  private static int y(int row) {
    return TOP + row * ROW + ROW / 2;
  }

  /** One that is too long is whole in the table below the picture. */
  private static String label(Moment entry) {
    String label = entry.process() + " " + entry.what();
    return label.length() <= LONGEST ? label : label.substring(0, LONGEST - 1) + "…";
  }

  private static String number(int number) {
    return Integer.toString(number);
  }
}
