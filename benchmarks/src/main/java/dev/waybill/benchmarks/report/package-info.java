/**
 * From samples to what people and programs read.
 *
 * <pre>
 *   Series ──► Result (medians, ratio, goals) ─┬─► ResultTable   for people
 *                                              └─► ResultJson    for programs
 * </pre>
 */
@NullMarked
package dev.waybill.benchmarks.report;

import org.jspecify.annotations.NullMarked;
