/**
 * From three answers to a guarantee for every hop.
 *
 * <pre>
 *   is loss acceptable? ── yes ──► at-most-once
 *      │ no
 *   are duplicates?     ── yes ──► at-least-once
 *      │ no
 *   idempotent consumer? ─ yes ──► at-least-once, and the consumer absorbs repeats
 *      └───────────────── no ───► exactly-once: effect and position in one transaction
 * </pre>
 *
 * <p>Pure. What is recommended is declared in the words of {@link dev.waybill.runtime.explain}, so
 * that the explainer can be asked whether it meets the answers.
 */
@NullMarked
package dev.waybill.runtime.advise;

import org.jspecify.annotations.NullMarked;
