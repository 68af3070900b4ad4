package dev.waybill.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Results as one JSON object.
 *
 * <pre>
 *   {"machine": {"cores", "java", "system"}, "scale", "thorough",
 *    "benchmarks": [{"name", "question", "rounds",
 *      "contenders": [{"label", "messagesPerSecond"?, "messagesPerSecondLeast"?,
 *        "messagesPerSecondMost"?, "megabytesPerSecond", "cpuSecondsPerMillion"?, "cpuSeconds",
 *        "peakHeapBytes", "liveHeapBytes", further figures by name}],
 *      "ratio"?: {"of", "to", "figure", "median", "least", "most"},
 *      "goals": [{"contender", "figure", "bound", "value", "found", "judged", "reached"?}]}],
 *    "failed": [{"name", "reason"}]}
 * </pre>
 */
public final class ResultJson {

  private ResultJson() {}

  /**
   * The object, in one line.
   *
   * @param failures reasons by benchmark name
   */
  public static String of(
      Machine machine,
      double scale,
      boolean thorough,
      List<Result> results,
      Map<String, String> failures) {
    Map<String, Object> root = new LinkedHashMap<>();
    Map<String, Object> where = new LinkedHashMap<>();
    where.put("cores", machine.cores());
    where.put("java", machine.java());
    where.put("system", machine.system());
    root.put("machine", where);
    root.put("scale", scale);
    root.put("thorough", thorough);
    root.put("benchmarks", results.stream().map(ResultJson::result).toList());
    root.put(
        "failed",
        failures.entrySet().stream()
            .map(failure -> Map.of("name", failure.getKey(), "reason", failure.getValue()))
            .toList());
    return JsonText.of(root);
  }

  private static Map<String, Object> result(Result result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", result.name());
    json.put("question", result.question());
    json.put("rounds", result.rounds());
    json.put("contenders", result.contenders().stream().map(ResultJson::figures).toList());
    result.ratio().ifPresent(ratio -> json.put("ratio", ratio(ratio)));
    json.put("goals", result.goals().stream().map(ResultJson::goal).toList());
    return json;
  }

  private static Map<String, Object> figures(Result.Figures figures) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("label", figures.label());
    figures
        .messagesPerSecond()
        .ifPresent(
            rate -> {
              json.put("messagesPerSecond", rate.median());
              json.put("messagesPerSecondLeast", rate.least());
              json.put("messagesPerSecondMost", rate.most());
            });
    json.put("megabytesPerSecond", figures.megabytesPerSecond());
    figures.cpuSecondsPerMillion().ifPresent(seconds -> json.put("cpuSecondsPerMillion", seconds));
    json.put("cpuSeconds", figures.cpuSeconds());
    json.put("peakHeapBytes", figures.peakHeapBytes());
    json.put("liveHeapBytes", figures.liveHeapBytes());
    json.putAll(figures.extras());
    return json;
  }

  private static Map<String, Object> ratio(Result.Ratio ratio) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("of", ratio.comparison().contender());
    json.put("to", ratio.comparison().reference());
    json.put("figure", ratio.comparison().figure());
    json.put("median", ratio.value().median());
    json.put("least", ratio.value().least());
    json.put("most", ratio.value().most());
    return json;
  }

  private static Map<String, Object> goal(Result.Outcome outcome) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("contender", outcome.goal().contender());
    json.put("figure", outcome.goal().figure());
    json.put("bound", outcome.goal().bound().sign());
    json.put("value", outcome.goal().value());
    json.put("found", outcome.found());
    json.put("judged", outcome.judged());
    if (outcome.judged()) {
      json.put("reached", outcome.isReached());
    }
    return json;
  }
}
