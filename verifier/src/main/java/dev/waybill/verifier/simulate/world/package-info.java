/**
 * What a simulation takes place in: time, chance, a network, processes, and who writes it down.
 *
 * <pre>
 *   Rng ──► World (time, one event after the other)
 *             ▲        ▲
 *          Program    Link ◄── Weather
 *             └────┬───┘
 *                Trace ──► history, Coverage
 * </pre>
 */
@NullMarked
package dev.waybill.verifier.simulate.world;

import org.jspecify.annotations.NullMarked;
