/**
 * The user's process, as often as it lives: the real runtime on the real broker, with our fingers
 * in every connection between the process and the world.
 *
 * <pre>
 *                 ┌──────────────── one Life ────────────────┐
 *   handler ◄─────┤ Wiring: swaps what the user hands over   │
 *   store   ◄─────┤                                          ├────► broker
 *   ids     ◄─────┤ the runtime, as it is                    │  LifeEngine, LifeConsumer
 *                 └──────────────────────────────────────────┘
 *       each crossing asks Interference, tells Witness, and ends if the life is over
 * </pre>
 *
 * <p>A thread cannot be killed. A life that is over is cut off instead: nothing goes out, nothing
 * comes in, no handler begins, and then it is closed. What a handler has begun by then, it ends.
 */
@NullMarked
package dev.waybill.junit.life;

import org.jspecify.annotations.NullMarked;
