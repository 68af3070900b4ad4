/**
 * What is loaded again together with an altered product, once for each planted bug.
 *
 * <pre>
 *   BugLoader ──► SimulatedRun ──► Simulation ──► altered method ──► Reached, Hooks
 * </pre>
 */
@NullMarked
package dev.waybill.verifier.planted.inside;

import org.jspecify.annotations.NullMarked;
