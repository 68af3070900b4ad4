/**
 * The three-by-five table: each guarantee at each of the five failure points, looked at on each
 * hop, run against the real product.
 *
 * <pre>
 *   PublishScript   Kafka producers ─► FaultProxy ─► server     log          ─► Tally   publish
 *                                                      └ same data, embedded ─► rows    effect
 *   DeliverScript   server ─► FaultProxy ─► Kafka consumers     notes        ─► Tally   deliver
 *   DeathScript     a pipeline in a child JVM, SIGKILL          notes, rows  ─► Tally   deliver, effect
 * </pre>
 *
 * <p>All three guarantees meet the same fault in the same run, at the same message. Nothing is
 * drawn and nothing is timed: every fault waits for what it strikes. A cell whose fault did not
 * happen is inconclusive.
 */
@NullMarked
package dev.waybill.verifier.table;

import org.jspecify.annotations.NullMarked;
