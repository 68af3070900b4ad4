package dev.waybill.verifier.report;

import dev.waybill.verifier.check.Finding;
import java.util.List;
import java.util.Optional;

/**
 * A history in which a promise was broken.
 *
 * @param run which one, such as a seed
 * @param findings the first of each kind; none if the product contradicted itself before the end
 * @param exception what it said then; empty otherwise
 * @param reproduction a command that shows the same again
 * @param smallest a command for the smallest run that shows it, faults and clients left out as far
 *     as they can be; empty if nobody looked for one
 * @param exact whether the command repeats the run to the byte, or only its faults
 * @param timeline of the first finding's message
 */
public record Failure(
    String run,
    List<Finding> findings,
    String exception,
    String reproduction,
    String smallest,
    boolean exact,
    Optional<Timeline> timeline) {

  public Failure {
    findings = List.copyOf(findings);
  }

  /** In one line. */
  public String headline() {
    if (findings.isEmpty()) {
      return exception.lines().findFirst().orElse("it failed without a word");
    }
    Finding first = findings.get(0);
    return first.kind().label() + ": " + first.what();
  }
}
