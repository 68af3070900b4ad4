/**
 * Behaviours of engines that lack what they need.
 *
 * <pre>
 *   behaviour ── Needs ──► Gate ─┬─ the engine can ──────► it runs ──────────────► kept
 *                                └─ the engine cannot ──► Refusal: engine and planner must
 *                                                         say no, and what is missing ──► refused
 * </pre>
 *
 * <p>Nothing is skipped: an engine that cannot do something has to say so.
 */
@NullMarked
package dev.waybill.contract.gate;

import org.jspecify.annotations.NullMarked;
