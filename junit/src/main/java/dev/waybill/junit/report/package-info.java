/**
 * What came of it: counted, judged, and told.
 *
 * <pre>
 *   Effects ──► Observation (one fault) ──► Findings (all faults) ──► Report: what happened, what the
 *                                                                     handler is, what to change
 * </pre>
 */
@NullMarked
package dev.waybill.junit.report;

import org.jspecify.annotations.NullMarked;
