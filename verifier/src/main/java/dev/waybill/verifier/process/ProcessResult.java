package dev.waybill.verifier.process;

import dev.waybill.verifier.check.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a run has shown.
 *
 * @param history its events, as JSON lines
 * @param events how many there are
 * @param faults how often each happened, by name
 * @param notes what was left out, and why
 */
public record ProcessResult(
    Verdict verdict, Path history, long events, Map<String, Long> faults, List<String> notes) {

  public ProcessResult {
    faults = Map.copyOf(faults);
    notes = List.copyOf(notes);
  }
}
