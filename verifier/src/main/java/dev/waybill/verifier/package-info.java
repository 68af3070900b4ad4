/**
 * Proof. The only room that breaks things: it injects faults at every hop, records what happened,
 * and counts what was lost, doubled, reordered or torn.
 *
 * <pre>
 *   simulate (one thread, a seed)  ─┐
 *   process  (child JVMs, kill -9)  ├──► history ──► check ──► report
 *   crash    (every disk state)    ─┘     events     verdict    what a reader sees
 * </pre>
 *
 * <p>Nothing in production knows this module; the command line may start it.
 */
@NullMarked
package dev.waybill.verifier;

import org.jspecify.annotations.NullMarked;
