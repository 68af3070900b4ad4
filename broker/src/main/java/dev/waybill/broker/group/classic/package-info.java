/**
 * The classic group protocol: members join, one of them shares out, all are told.
 *
 * <pre>
 *   request + now ──► ClassicMachine ──► Step: the next ClassicGroup, answers by ticket,
 *                      │  Draft           whether there is a generation to write down
 *                      │  JoinRules
 *                      ▼
 *                  ClassicGroup (immutable: state, generation, members, deadlines)
 *                      │
 *                      └── Settled: what survives of it
 * </pre>
 *
 * <p>Pure: no clock, no thread, no file, no randomness. What members say about themselves and what
 * their leader gives them are bytes that nobody here reads. Times are milliseconds on a clock that
 * never goes back.
 */
@NullMarked
package dev.waybill.broker.group.classic;

import org.jspecify.annotations.NullMarked;
