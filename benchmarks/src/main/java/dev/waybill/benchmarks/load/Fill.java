package dev.waybill.benchmarks.load;

/** Prepares the data that a load needs. Runs in a JVM of its own. */
public interface Fill {

  /**
   * Fills the directory.
   *
   * @return what is still open: the caller closes it, or kills the process instead
   */
  AutoCloseable fill(Workbench workbench) throws Exception;
}
