/**
 * The production delivery loops as clients in the simulated world.
 *
 * <pre>
 *   LoopMember ──► runtime's Subscriptions ──► its loops ── threads, one at a time: Strands
 *                          │
 *                          └── LoopEngine ─┬─ LoopConsumer ──────┬─ Remote ──► BrokerHost
 *                                          └─ LoopTransactions ──┘
 * </pre>
 *
 * <p>The loops' threads are real, but run one at a time and only while the world waits for them:
 * whatever they wait for is an event of the world. So the same seed has the same history.
 */
@NullMarked
package dev.waybill.verifier.simulate.loop;

import org.jspecify.annotations.NullMarked;
