package dev.waybill.runtime.explain;

import dev.waybill.Explanation.Verdict;
import java.util.ArrayList;
import java.util.List;

/** What holds from end to end, reckoned by {@link Step#then} and put into a sentence. */
final class Verdicts {

  private static final String NONE = "none";

  private Verdicts() {}

  /**
   * @param afterRestart what one more life of the publisher adds at the start of the chain
   */
  static Verdict of(List<Link> links, Step afterRestart) {
    Step whole = compose(links);
    List<String> losing = links.stream().filter(l -> l.step().loses()).map(Link::name).toList();
    List<Repeat> repeats = inOrder(whole);
    String sentence =
        whole.loses()
            ? lossSentence(losing, links, repeats)
            : repeats.isEmpty()
                ? onceSentence(afterRestart.then(whole)) + repairs(links)
                : "at-least-once: no message is lost; " + repeatClause(links, repeats);
    return new Verdict(
        whole.loses(), !repeats.isEmpty(), weakest(losing, links, repeats), sentence);
  }

  static Step compose(List<Link> links) {
    return links.stream().map(Link::step).reduce(Step.NOTHING, Step::then);
  }

  private static String weakest(List<String> losing, List<Link> links, List<Repeat> repeats) {
    if (!losing.isEmpty()) {
      return losing.get(0);
    }
    return repeats.isEmpty() ? NONE : makerOf(links, repeats.get(0));
  }

  private static String lossSentence(List<String> losing, List<Link> links, List<Repeat> repeats) {
    String lost = "a message may be lost at " + String.join(", ", losing);
    return repeats.isEmpty()
        ? "at-most-once: " + lost + "; no effect happens twice"
        : "no guarantee: " + lost + "; and " + repeatClause(links, repeats);
  }

  private static String onceSentence(Step withRestart) {
    String once = "exactly-once in its effect: no message is lost and no effect happens twice";
    return withRestart.makes().isEmpty()
        ? once
        : once
            + ", while the publisher's session lives; what is published again after its restart"
            + " happens again";
  }

  /** Where messages that were published again on the way are found out: what would else be two. */
  private static String repairs(List<Link> links) {
    StringBuilder clauses = new StringBuilder();
    List<String> makers = new ArrayList<>();
    for (Link link : links) {
      if (!makers.isEmpty() && link.step().removes().contains(Repeat.REPUBLISHED)) {
        clauses
            .append("; what ")
            .append(String.join(", ", makers))
            .append(" may publish again ends at ")
            .append(link.name())
            .append(link.repair().isEmpty() ? "" : ": " + link.repair());
        makers.clear();
      }
      if (link.step().makes().contains(Repeat.REPUBLISHED)) {
        makers.add(link.name());
      }
    }
    return clauses.toString();
  }

  private static String repeatClause(List<Link> links, List<Repeat> repeats) {
    List<String> ways = new ArrayList<>();
    for (Repeat repeat : repeats) {
      ways.add(repeat.phrase() + " (from " + makerOf(links, repeat) + ")");
    }
    return "an effect may happen twice when its message is " + String.join(", or ", ways);
  }

  /** The first hop that makes the repeat without a later one that removes it, or {@code none}. */
  private static String makerOf(List<Link> links, Repeat repeat) {
    String maker = NONE;
    for (Link link : links) {
      if (link.step().removes().contains(repeat)) {
        maker = NONE;
      }
      if (link.step().makes().contains(repeat)) {
        maker = maker.equals(NONE) ? link.name() : maker;
      }
    }
    return maker;
  }

  private static List<Repeat> inOrder(Step step) {
    return step.makes().stream().sorted().toList();
  }
}
