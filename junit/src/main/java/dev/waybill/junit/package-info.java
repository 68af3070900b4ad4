/**
 * A test kit for users: a broker in the test's process, and their own handlers under the places
 * where messages fail.
 *
 * <pre>
 *   &#64;WaybillTest ── WaybillExtension ──────────────► broker   lent to one test at a time, clean
 *   &#64;DeliveryTest ── DeliveryScenario ─┬─► fault ──► life     the user's process, born, killed, born again
 *                                      └─► report            which message had which effect how often, and why
 * </pre>
 *
 * <p>Compiled against the newest JUnit, and written with what JUnit has since 5.10.
 */
@NullMarked
package dev.waybill.junit;

import org.jspecify.annotations.NullMarked;
