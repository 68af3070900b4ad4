package dev.waybill.architecture;

import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;

/** Every production class, and which module each belongs to. */
final class House {

  /**
   * Which modules a module may know. A module that is not listed here fails a test: give it a place
   * in the house first.
   */
  static final Map<String, Set<String>> MAY_KNOW =
      Map.ofEntries(
          entry("api", Set.of()),
          entry("log", Set.of()),
          entry("broker", Set.of("log")),
          entry("server", Set.of("broker", "log")),
          entry("runtime", Set.of("api")),
          entry("jdbc", Set.of("api")),
          entry("embedded", Set.of("api", "broker", "log")),
          entry("kafka", Set.of("api")),
          entry(
              "verifier", Set.of("api", "runtime", "embedded", "broker", "log", "server", "jdbc")),
          entry("junit", Set.of("api", "runtime", "embedded", "server", "broker", "verifier")),
          entry("cluster", Set.of()),
          entry("orders", Set.of("api", "jdbc")),
          entry("benchmarks", Set.of("api", "log", "embedded", "jdbc", "orders", "cluster")),
          entry(
              "cli",
              Set.of(
                  "api",
                  "runtime",
                  "embedded",
                  "kafka",
                  "server",
                  "log",
                  "jdbc",
                  "verifier",
                  "orders",
                  "cluster",
                  "benchmarks")));

  private static final String ROOT = "dev.waybill";

  private static final Set<String> ROOMS_OF_OTHERS =
      Set.of(
          "log",
          "broker",
          "server",
          "runtime",
          "jdbc",
          "embedded",
          "kafka",
          "verifier",
          "junit",
          "cluster",
          "orders",
          "benchmarks",
          "cli",
          "compatibility",
          "architecture");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private House() {}

  static JavaClasses classes() {
    return CLASSES;
  }

  static boolean isOurs(JavaClass type) {
    return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
  }

  /** The module of one of our classes: {@code api} owns every package no other module claims. */
  static String moduleOf(JavaClass type) {
    String name = type.getPackageName();
    if (name.equals(ROOT)) {
      return "api";
    }
    String first = name.substring(ROOT.length() + 1).split("\\.", 2)[0];
    return ROOMS_OF_OTHERS.contains(first) ? first : "api";
  }

  /** The root package of a module. */
  static String rootPackageOf(String module) {
    return module.equals("api") ? ROOT : ROOT + "." + module;
  }
}
