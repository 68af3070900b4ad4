/**
 * Real processes, broken on purpose: child JVMs that are killed, stopped and started again, and a
 * history of what they saw.
 *
 * <pre>
 *   ProcessVerification ── Schedule of faults, from a seed
 *     │ SIGKILL, SIGSTOP, stdin                  one clock, one file of events each
 *     ├──► BrokerProgram ◄── FaultProxy ◄──┐           │
 *     ├──► PublisherProgram ───────────────┤ ──► EventFile ──► MergedHistory ──► Judge
 *     ├──► TransactorProgram ──────────────┤
 *     ├──► ConsumerProgram ────────────────┤
 *     └──► CopierProgram ──────────────────┘
 * </pre>
 *
 * <p>Only processes that were started here are ended here, by their handles, and always: by their
 * parent, by its shutdown hook, or by themselves when their input ends.
 */
@NullMarked
package dev.waybill.verifier.process;

import org.jspecify.annotations.NullMarked;
