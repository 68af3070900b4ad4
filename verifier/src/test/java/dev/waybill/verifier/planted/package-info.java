/**
 * Bugs that are put into the product on purpose, to see that the proof would find them.
 *
 * <pre>
 *   DiskBugs, TransactionBugs, … ──► PlantedBug: a method, an Alteration, what it breaks
 *                                  │
 *   the product's classes ────► ProductLoader: loads them again; Planting: alters one method
 *                                  │
 *   Hunt: seed 0, 1, 2, … ────► inside a run ──► history ──► checkers ──► Catch ──► Report
 *            └── the same seed without the bug must be sound
 * </pre>
 *
 * <p>The product has no switch for any of this: its class files are changed on their way into a
 * class loader of the test. An alteration that does not find what it alters fails the test, and one
 * that is never reached counts for nothing.
 */
@NullMarked
package dev.waybill.verifier.planted;

import org.jspecify.annotations.NullMarked;
