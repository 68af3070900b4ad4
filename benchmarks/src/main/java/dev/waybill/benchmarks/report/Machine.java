package dev.waybill.benchmarks.report;

/**
 * Where it was measured.
 *
 * @param java the version that runs us and the measured processes
 */
public record Machine(int cores, String java, String system) {

  public static Machine here() {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
  }
}
