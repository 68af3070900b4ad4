package dev.waybill.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs test classes as a build tool does, and tells what came of each test. */
final class Launch {

  /** One test's end: {@code SUCCESSFUL}, {@code FAILED}, {@code ABORTED}, and why. */
  record Ended(String test, TestExecutionResult.Status status, Optional<Throwable> why) {

    String message() {
      return why.map(Throwable::getMessage).orElse("");
    }

    @Override
    public String toString() {
      return test + " " + status + why.map(e -> ": " + e).orElse("");
    }
  }

  private final List<Ended> tests = Collections.synchronizedList(new ArrayList<>());

  private Launch() {}

  static Launch of(Class<?>... classes) {
    return with(Map.of(), classes);
  }

  static Launch inParallel(Class<?>... classes) {
    return with(
        Map.of(
            "junit.jupiter.execution.parallel.enabled", "true",
            "junit.jupiter.execution.parallel.mode.default", "concurrent",
            "junit.jupiter.execution.parallel.config.strategy", "fixed",
            "junit.jupiter.execution.parallel.config.fixed.parallelism", "4"),
        classes);
  }

  private static Launch with(Map<String, String> parameters, Class<?>... classes) {
    Launch launch = new Launch();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(Arrays.stream(classes).map(type -> selectClass(type)).toList())
            .configurationParameters(parameters)
            .build();
    LauncherFactory.create()
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest() || result.getStatus() == TestExecutionResult.Status.FAILED) {
                  launch.tests.add(
                      new Ended(test.getDisplayName(), result.getStatus(), result.getThrowable()));
                }
              }
            });
    return launch;
  }

  List<Ended> tests() {
    return List.copyOf(tests);
  }

  /** What ended otherwise than well. */
  List<Ended> failed() {
    return tests().stream()
        .filter(test -> test.status() != TestExecutionResult.Status.SUCCESSFUL)
        .toList();
  }

  /** Each test's name, without what all have in common, and how it ended. */
  Map<String, String> verdicts() {
    Map<String, String> verdicts = new LinkedHashMap<>();
    for (Ended test : tests()) {
      String name = test.test().substring(test.test().indexOf('·') + 1).strip();
      verdicts.put(name, test.status().name().toLowerCase(java.util.Locale.ROOT));
    }
    return verdicts;
  }

  String messageOf(String namePart) {
    return tests().stream()
        .filter(test -> test.test().contains(namePart))
        .findFirst()
        .map(Ended::message)
        .orElseThrow(() -> new AssertionError("no test " + namePart + " in " + tests()));
  }
}
