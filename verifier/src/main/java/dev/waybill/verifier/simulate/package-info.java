/**
 * The simulator: the production broker on a simulated clock, disk, network and scheduler.
 *
 * <pre>
 *   seed ──► Script ──► Simulation ──► history, Coverage, trace hash
 *              ▲            │
 *           Shrinker ◄── fails
 *
 *   world   time, chance, network, processes          host    the broker and its machine
 *   actor   clients                                   fault   what goes wrong
 *   loop    clients that run the delivery loops
 * </pre>
 */
@NullMarked
package dev.waybill.verifier.simulate;

import org.jspecify.annotations.NullMarked;
