package dev.waybill.orders.timeline;

import static dev.waybill.orders.timeline.SvgWriter.number;

import dev.waybill.orders.audit.AuditReport;
import dev.waybill.orders.audit.AuditReport.ServiceReport;
import dev.waybill.orders.audit.AuditReport.Verdict;
import dev.waybill.orders.audit.AuditedService;
import dev.waybill.orders.audit.Chronicle;
import dev.waybill.orders.audit.Evidence;
import dev.waybill.orders.timeline.TimelineModel.Lane;
import dev.waybill.orders.timeline.TimelineModel.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws a run.
 *
 * <pre>
 *   title, verdict
 *                  ①        ②③              kills
 *   intake         ▂▅▅│░░░▅▅▅│░│░░▅▅▅       a bar per 50 ms, a lane per service
 *   payment        ▂▅▅│░░░◆▅▅│░│░░◆▅▅       ◆ delivered again
 *                  0 s      1 s      2 s
 *   legend
 *   ① where it struck …
 * </pre>
 */
public final class TimelineSvg {

  private static final int WIDTH = 1240;
  private static final int LEFT = 220;
  private static final int RIGHT = 28;
  private static final int PLOT_WIDTH = WIDTH - LEFT - RIGHT;
  private static final int TOP = 122;
  private static final int LANE_HEIGHT = 84;
  private static final int BAR_HEIGHT = 58;
  private static final int MARK_HEIGHT = 5;
  private static final int BADGE_RADIUS = 9;
  private static final int KILL_LINE_HEIGHT = 22;
  private static final int MAX_TICKS = 12;

  private final Evidence evidence;
  private final AuditReport report;
  private final TimelineModel model;
  private final SvgWriter svg = new SvgWriter();

  private TimelineSvg(Evidence evidence, AuditReport report) {
    this.evidence = evidence;
    this.report = report;
    this.model = TimelineModel.of(evidence);
  }

  /** The picture as a document of its own. */
  public static String render(Evidence evidence, AuditReport report) {
    return new TimelineSvg(evidence, report).draw();
  }

  private String draw() {
    int height = bottom() + 92 + KILL_LINE_HEIGHT * kills().size();
    svg.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        "0 0 " + WIDTH + " " + height,
        "width",
        Integer.toString(WIDTH),
        "height",
        Integer.toString(height),
        "role",
        "img");
    svg.content("title", title());
    svg.content("style", TimelineStyle.CSS);
    svg.rectangle(0, 0, WIDTH, height, "background");
    drawTitle();
    drawOutages();
    drawAxis();
    List<ServiceReport> services = report.services();
    for (int i = 0; i < services.size(); i++) {
      drawLane(services.get(i), TOP + i * LANE_HEIGHT);
    }
    drawKills();
    drawLegend(bottom() + 52);
    drawKillList(bottom() + 84);
    return svg.close("svg").toString();
  }

  private void drawTitle() {
    svg.text(28, 42, "title", title());
    Verdict verdict = report.verdict();
    String words =
        switch (verdict) {
          case HELD -> "every promise held";
          case BROKEN -> count(report.violations().size()) + " violations: a promise was broken";
          case INCONCLUSIVE -> "inconclusive: " + report.doubts().get(0);
        };
    svg.text(28, 66, verdict == Verdict.HELD ? "held" : "broken", words);
  }

  private String title() {
    String killed =
        switch (report.kills()) {
          case 0 -> "never killed";
          case 1 -> "killed once";
          default -> "killed " + report.kills() + " times";
        };
    return count(report.orders())
        + " orders, "
        + killed
        + ", seed "
        + evidence.chronicle().seed()
        + ", books in "
        + report.books();
  }

  private void drawOutages() {
    for (Span span : model.outages()) {
      double x = x(span.fromMillis());
      svg.rectangle(x, TOP, x(span.toMillis()) - x, bottom() - TOP, "outage");
    }
  }

  private void drawAxis() {
    long step = tickMillis();
    for (long tick = 0; tick <= model.durationMillis(); tick += step) {
      svg.line(x(tick), TOP, x(tick), bottom(), "grid");
      svg.text(x(tick), bottom() + 20, "tick", number(tick / 1000.0) + " s");
    }
  }

  // 1, 2 or 5 times a power of ten.
  private long tickMillis() {
    for (long power = 100; ; power *= 10) {
      for (int factor : new int[] {1, 2, 5}) {
        if (model.durationMillis() / (power * factor) < MAX_TICKS) {
          return power * factor;
        }
      }
    }
  }

  private void drawLane(ServiceReport service, int top) {
    int baseline = top + LANE_HEIGHT - 14;
    svg.text(28, baseline - 44, "lane-name", service.service().title());
    svg.text(28, baseline - 25, "small", service.service().guarantee());
    svg.text(28, baseline - 7, service.held() ? "small" : "broken", figures(service));
    Lane lane = model.lanes().getOrDefault(service.service(), new Lane(new int[0], new int[0]));
    svg.path(bars(lane.first(), new int[lane.first().length], baseline), service.service().title());
    svg.path(bars(lane.again(), lane.first(), baseline), "again");
    svg.line(LEFT, baseline, LEFT + PLOT_WIDTH, baseline, "baseline");
    svg.path(marks(lane.again(), baseline), "again");
  }

  private static String figures(ServiceReport service) {
    List<String> words = new ArrayList<>();
    words.add(count(service.effects()) + (isIntake(service) ? " stored" : " effects"));
    if (service.lost() > 0) {
      words.add(count(service.lost()) + " lost");
    }
    if (service.duplicated() > 0) {
      words.add(count(service.duplicated()) + " repeated");
    }
    if (service.outOfOrder() > 0) {
      words.add(count(service.outOfOrder()) + " out of order");
    }
    return String.join(", ", words);
  }

  private static boolean isIntake(ServiceReport service) {
    return service.service() == AuditedService.INTAKE;
  }

  /** One path of all bars, each standing on what is below it. */
  private String bars(int[] counts, int[] below, int baseline) {
    double scale = (double) BAR_HEIGHT / Math.max(1, model.busiest());
    double width = barWidth();
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] == 0) {
        continue;
      }
      double height = Math.max(1.5, counts[i] * scale);
      path.append('M').append(number(x((long) i * model.bucketMillis())));
      path.append(' ').append(number(baseline - below[i] * scale - height));
      path.append('h').append(number(width)).append('v').append(number(height));
      path.append('h').append(number(-width)).append('z');
    }
    return path.toString();
  }

  /** Diamonds under the baseline, so that a single repeated delivery can be seen. */
  private String marks(int[] counts, int baseline) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        double middle = x((long) i * model.bucketMillis()) + barWidth() / 2;
        path.append('M').append(number(middle)).append(' ').append(number(baseline + 2.0));
        path.append("l%1$d %1$d -%1$d %1$d -%1$d -%1$dz".formatted(MARK_HEIGHT));
      }
    }
    return path.toString();
  }

  private double barWidth() {
    double full = (double) PLOT_WIDTH * model.bucketMillis() / model.durationMillis();
    return full > 3 ? full - 0.8 : full;
  }

  private void drawKills() {
    double previous = -WIDTH;
    int row = 0;
    for (int i = 0; i < kills().size(); i++) {
      double x = x(model.killMillis().get(i));
      row = x - previous < 2.4 * BADGE_RADIUS ? row + 1 : 0;
      previous = x;
      double badge = TOP - 14 - (row % 2) * 2.2 * BADGE_RADIUS;
      svg.open("g").content("title", "kill " + (i + 1) + ": " + kills().get(i).where());
      svg.line(x, badge, x, bottom(), "kill");
      drawBadge(x, badge, i + 1);
      svg.close("g");
    }
  }

  private void drawBadge(double x, double y, int number) {
    svg.circle(x, y, BADGE_RADIUS, "kill-badge");
    svg.text(x, y + 4, "kill-number", Integer.toString(number));
  }

  private void drawLegend(int y) {
    int x = LEFT;
    String each = model.bucketMillis() + " ms; the highest bar is " + count(model.busiest());
    svg.rectangle(x, y - 11, 12, 12, "payment");
    svg.text(x + 19, y, "small", "deliveries per " + each);
    svg.path("M" + (x + 310) + " " + (y - 11) + "l6 6 -6 6 -6 -6z", "again");
    svg.text(x + 323, y, "small", "delivered again (intake: commit found after restart)");
    svg.rectangle(x + 662, y - 11, 20, 13, "outage");
    svg.text(x + 689, y, "small", "down, restarting, recovering");
    svg.line(x + 902, y - 12, x + 902, y + 2, "kill");
    svg.text(x + 911, y, "small", "kill -9");
  }

  private void drawKillList(int top) {
    for (int i = 0; i < kills().size(); i++) {
      Chronicle.Kill kill = kills().get(i);
      int y = top + i * KILL_LINE_HEIGHT;
      drawBadge(LEFT + BADGE_RADIUS, y - 4, i + 1);
      String at = String.format(Locale.ROOT, "%.2f s", model.killMillis().get(i) / 1000.0);
      svg.text(LEFT + 80, y, "small right", at);
      String order = kill.orderId().isEmpty() ? "" : " (" + kill.orderId() + ")";
      svg.text(LEFT + 96, y, "muted", kill.where() + order + (kill.hit() ? "" : ", MISSED"));
    }
  }

  private List<Chronicle.Kill> kills() {
    return evidence.chronicle().kills();
  }

  private int bottom() {
    return TOP + LANE_HEIGHT * report.services().size();
  }

  private double x(long millis) {
    return LEFT + (double) PLOT_WIDTH * millis / model.durationMillis();
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
