/**
 * One run's figures: {@link dev.waybill.benchmarks.measure.Meter} takes them inside the measured
 * JVM, {@link dev.waybill.benchmarks.measure.SampleLine} carries them to the one that asked.
 */
@NullMarked
package dev.waybill.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
