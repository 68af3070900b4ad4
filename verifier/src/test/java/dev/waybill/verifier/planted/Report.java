package dev.waybill.verifier.planted;

import dev.waybill.verifier.planted.Hunt.Catch;
import dev.waybill.verifier.planted.Hunt.Outcome;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which bug was found by what, after how many seeds. */
final class Report {
  private static final int MOST_WORDS = 100;

  private final List<Catch> catches;

  Report(List<Catch> catches) {
    this.catches =
        catches.stream().sorted(Comparator.comparing((Catch each) -> each.bug().name())).toList();
  }

  /** Those that should have been caught. */
  List<String> missed() {
    return catches.stream()
        .filter(each -> !each.caught() && each.bug().hunt().elusive().isEmpty())
        .map(Report::line)
        .toList();
  }

  String text() {
    return catches.stream().map(Report::line).collect(Collectors.joining("\n", "", "\n"))
        + summary()
        + "\n";
  }

  String summary() {
    long byCheckers = catches.stream().filter(each -> isByChecker(each) && each.caught()).count();
    long byItself = catches.stream().filter(each -> !isByChecker(each) && each.caught()).count();
    return "%d of %d planted bugs caught: %d by a checker, %d because the product contradicted itself"
        .formatted(byCheckers + byItself, catches.size(), byCheckers, byItself);
  }

  String markdown() {
    String rows =
        catches.stream()
            .filter(Catch::caught)
            .map(
                each ->
                    "| %s%s | %s | `%s.%s` | %s | %s | %d |"
                        .formatted(
                            each.bug().name(),
                            each.bug().hunt().everyBuild() ? " *" : "",
                            each.bug().breaks(),
                            each.bug().type(),
                            each.bug().method(),
                            evidence(each),
                            each.bug().hunt().scenario(),
                            each.seeds()))
            .collect(Collectors.joining("\n"));
    return """
        # Planted bugs

        Each of these faults was put into the product's class files in a test, one at a time, and looked for from seed 0 on; the same seed
        without the bug is sound. *Found by* names the checkers and how often each spoke. `contradiction` is no checker's work: the broker
        stopped by itself, or does not open any more. *Then it stopped* says that it did both. [Why it is done so](decisions/0018-bugs-planted-in-class-files.md).

        Every build looks for those marked with *. Written by `mvn -pl verifier -am test -Dtest=PlantedBugsTest
        -Dsurefire.failIfNoSpecifiedTests=false -Dplanted.seeds=10000 -Dplanted.docs=docs/planted-bugs.md`.

        """
        + summary()
        + """
        .

        | bug | what it breaks | where | found by | scenario | seeds |
        |---|---|---|---|---|---|
        """
        + rows
        + "\n"
        + notFound();
  }

  private String notFound() {
    String rows =
        catches.stream()
            .filter(each -> !each.caught())
            .map(
                each ->
                    "| %s | %s | %s | %s | %d |"
                        .formatted(
                            each.bug().name(),
                            each.bug().breaks(),
                            each.bug().hunt().elusive(),
                            each.bug().hunt().scenario(),
                            each.seeds()))
            .collect(Collectors.joining("\n"));
    return rows.isEmpty()
        ? ""
        : """

        ## Not found

        | bug | what it breaks | what it takes | scenario | seeds |
        |---|---|---|---|---|
        """
            + rows
            + "\n";
  }

  private static boolean isByChecker(Catch one) {
    return one.outcome() instanceof Outcome.Anomalies;
  }

  private static String line(Catch one) {
    return "%-42s %-12s seeds %5d  %6d ms  reached %9d  %s"
        .formatted(
            one.bug().name(),
            one.caught() ? "caught" : "NOT CAUGHT",
            one.seeds(),
            one.millis(),
            one.reached(),
            evidence(one));
  }

  private static String evidence(Catch one) {
    if (one.outcome() instanceof Outcome.Anomalies found) {
      return found.counts().entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .map(each -> each.getKey() + " " + each.getValue())
              .collect(Collectors.joining(", "))
          + (found.stopped().isEmpty() ? "" : "; then it stopped");
    }
    if (one.outcome() instanceof Outcome.Contradiction contradiction) {
      String what = contradiction.what().replace('\n', ' ').replace("|", "/");
      return "contradiction: "
          + (what.length() > MOST_WORDS ? what.substring(0, MOST_WORDS) + "…" : what);
    }
    return "nothing";
  }
}
