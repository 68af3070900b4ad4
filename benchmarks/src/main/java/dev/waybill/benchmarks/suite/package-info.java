/**
 * The benchmarks: one file each says what is compared with what, and what it must reach.
 *
 * <p>{@link dev.waybill.benchmarks.suite.Benchmark} is what one is; {@link
 * dev.waybill.benchmarks.suite.Suite} lists them in the order in which they run.
 */
@NullMarked
package dev.waybill.benchmarks.suite;

import org.jspecify.annotations.NullMarked;
