/**
 * The clock that delivery loops go by, and how their threads begin, wait and are woken.
 *
 * <pre>
 *   deliver ── nanoTime, start, await, queue ──► Timing ◄── MachineTiming   the machine's own
 *                                                       ◄── a simulation's: one thread at a time
 * </pre>
 *
 * <p>Loops wait in no other way, so that whoever gives them another {@link
 * dev.waybill.runtime.timing.Timing} decides what happens when, to the step.
 */
@NullMarked
package dev.waybill.runtime.timing;

import org.jspecify.annotations.NullMarked;
