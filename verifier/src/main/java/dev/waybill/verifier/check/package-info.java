/**
 * Checkers: one anomaly each, one file each. They see every event once, in order, and keep little.
 *
 * <pre>
 *   history ──► Judge ──► every Checker ──► Findings ──► Verdict: held, violated or inconclusive
 *                               │
 *                               └ Ledger: what became of every message, kept once for all
 * </pre>
 *
 * <p>A checker judges by events, not by the clock. A run that did too little, or in which a planned
 * fault did not happen, is inconclusive and never a pass.
 *
 * <p>One fault has one name. Where two checkers could tell of the same message, their Javadoc says
 * whose it is; {@code Absence} decides it for messages that are missing.
 */
@NullMarked
package dev.waybill.verifier.check;

import org.jspecify.annotations.NullMarked;
