/**
 * Clients of the broker as simulated processes, and what they write down.
 *
 * <pre>
 *   SequencedPublisher  PlainPublisher      publish: exactly once, at least once, at most once
 *   Transactor ── Session                   reads, processes and writes in transactions
 *   Worker ── SettledPrefix, RetryQueue     commits before or after its handler
 *        └─ Membership, Positions           the group's two protocols
 *   Reader                                  reads and remembers in memory only
 *   Operator, Observer                      change and look
 *   MortalActor                             what the lives of a client have in common
 * </pre>
 */
@NullMarked
package dev.waybill.verifier.simulate.actor;

import org.jspecify.annotations.NullMarked;
