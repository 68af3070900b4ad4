/**
 * Engines that are wrong in one way each, and what the contract says about them.
 *
 * <pre>
 *   ContractRejectsTest ── Fault ──► WrongContract ──► EngineContract   run by a launcher of its own
 *                                        └─ WrongEngine ──► the embedded engine
 * </pre>
 */
@NullMarked
package dev.waybill.embedded.wrong;

import org.jspecify.annotations.NullMarked;
