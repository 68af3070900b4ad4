/** Figures, ours and the limit side by side. */
@NullMarked
package dev.waybill.benchmarks;

import org.jspecify.annotations.NullMarked;
