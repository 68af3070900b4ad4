/**
 * Figures, ours and the limit side by side.
 *
 * <pre>
 *   Bench ──► suite      which contenders each benchmark compares, and what they must reach
 *     │         └──► load      what a contender does, inside a JVM of its own
 *     ├─────► rounds     starts those JVMs in turn: limit, ours, limit, ours …
 *     └─────► report     medians, ratios, goals; a table or JSON
 *                  └──► measure    clock, CPU and heap of one run
 * </pre>
 *
 * <p>Nothing here is used by the product.
 */
@NullMarked
package dev.waybill.benchmarks;

import org.jspecify.annotations.NullMarked;
