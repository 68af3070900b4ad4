/**
 * Microbenchmarks of the record-batch codec, by JMH: what a message costs before any disk is
 * involved. How to run them stands in the module's README.
 */
@NullMarked
package dev.waybill.benchmarks.codec;

import org.jspecify.annotations.NullMarked;
