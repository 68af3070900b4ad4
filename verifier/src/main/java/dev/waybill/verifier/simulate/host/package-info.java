/**
 * The broker's production core and disk code, on a simulated machine, and how clients reach it.
 *
 * <pre>
 *   client ── Remote ── Link ──► BrokerHost: commands ──► Core ──► DiskRound ──► Disk
 *                                    │                                           │
 *                                    │ kill, power, stop, clock         SimulatedStorage
 *                                    └──────────────────────────────── DiskTiming: strikes
 * </pre>
 */
@NullMarked
package dev.waybill.verifier.simulate.host;

import org.jspecify.annotations.NullMarked;
