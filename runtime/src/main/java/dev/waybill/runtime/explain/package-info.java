/**
 * What holds from end to end: a small algebra over hops.
 *
 * <pre>
 *   publish ──► store ──► deliver ──► effect          each hop is a Step(loses, makes, removes)
 *      └──────────┴──────────┴──────────┘
 *               one Step for the whole chain ──► verdict
 *
 *   further topics:  … effect ──► store ──► deliver ──► effect              written in the engine
 *                    … effect ──► outbox ──► relay ──► store ──► deliver …  written in a database
 * </pre>
 *
 * <p>A chain is as strong as its weakest hop, and a de-duplicating hop repairs duplicates made
 * before it. Everything here is pure: what is declared goes in, an {@link dev.waybill.Explanation}
 * comes out.
 */
@NullMarked
package dev.waybill.runtime.explain;

import org.jspecify.annotations.NullMarked;
