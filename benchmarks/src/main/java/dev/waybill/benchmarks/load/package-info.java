/**
 * What is measured: each load runs in a JVM of its own and measures itself.
 *
 * <pre>
 *   limits   DiskWriteLoad  DiskReadLoad  DiskLatencyLoad     the machine alone, none of our code
 *   ours     PublishLoad  TelemetryLoad  PipeLoad  DrainLoad  LatencyLoad  OpenLoad  …
 *   fills    InputFill  LogFill                               data that a load needs, not measured
 * </pre>
 *
 * <p>Loads and fills are records: two of equal settings are equal.
 */
@NullMarked
package dev.waybill.benchmarks.load;

import org.jspecify.annotations.NullMarked;
