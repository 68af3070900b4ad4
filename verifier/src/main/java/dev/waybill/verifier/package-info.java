/**
 * Proof. The only room that breaks things: it injects faults at every hop, records what happened,
 * and counts what was lost, doubled, reordered or torn.
 *
 * <pre>
 *   simulate (one thread, a seed)  ─┐
 *   process  (child JVMs, kill -9)  ├──► history ──► check ──► report
 *   crash    (every disk state)    ─┘     events     verdict    what a reader sees
 *   table    (5 failures x 3 guarantees x 3 hops, each run by a script) ──► lost, twice
 *
 *   proxy    (a network that misbehaves) stands between clients and server for process and table
 * </pre>
 *
 * <p>Nothing in production knows this module; the command line may start it.
 */
@NullMarked
package dev.waybill.verifier;

import org.jspecify.annotations.NullMarked;
