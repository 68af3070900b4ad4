/**
 * Checkers: one anomaly each, one file each. They see every event once, in order, and keep little.
 *
 * <pre>
 *   history ──► Judge ──► every Checker ──► Findings ──► Verdict: held, violated or inconclusive
 * </pre>
 *
 * <p>A checker judges by events, not by the clock. A run that did too little, or in which a planned
 * fault did not happen, is inconclusive and never a pass.
 */
@NullMarked
package dev.waybill.verifier.check;

import org.jspecify.annotations.NullMarked;
