/**
 * What happened, as a list of events, whoever recorded it: a simulation, real processes, a user's
 * cluster.
 *
 * <pre>
 *   Promises (first line) ─ Recorded 0 ─ Recorded 1 ─ ... ─ Recorded n      one JSON object a line
 *                             │
 *                             └ number, milliseconds, Event
 * </pre>
 *
 * <p>What recorders owe to checkers: an operation's beginning is recorded before it is begun, its
 * end after it was answered, an assignment before the first delivery under it, a crash after the
 * last event of who died. What is read at rest is read after everything else has come to rest.
 *
 * <p>Outcomes are three-valued: done, not done, unknown. A message is a number that is unique in
 * its history; what was sent carries it together with its topic, key, sequence and a hash ({@link
 * dev.waybill.verifier.history.Payload}), so that a reader can tell a phantom from a message and a
 * damaged one from a whole one.
 */
@NullMarked
package dev.waybill.verifier.history;

import org.jspecify.annotations.NullMarked;
