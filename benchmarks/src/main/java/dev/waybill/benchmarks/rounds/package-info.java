/**
 * Runs contenders in turn, each in a JVM of its own, so that heap, CPU and compiled code are theirs
 * alone.
 *
 * <pre>
 *   Rounds ── per round, per contender ──► ChildJvm ═══ process ═══► LoadMain ──► Load
 *      ▲                                       ▲                         │
 *      └── Series (samples by round) ──────────┴──── @sample … ──────────┘
 * </pre>
 */
@NullMarked
package dev.waybill.benchmarks.rounds;

import org.jspecify.annotations.NullMarked;
