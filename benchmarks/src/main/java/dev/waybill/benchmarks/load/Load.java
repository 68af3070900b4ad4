package dev.waybill.benchmarks.load;

import dev.waybill.benchmarks.measure.Sample;

/** Work that measures itself. Runs once per JVM. */
public interface Load {

  /** Warms up, then measures. What it leaves in the directory is deleted by the caller. */
  Sample run(Workbench workbench) throws Exception;
}
