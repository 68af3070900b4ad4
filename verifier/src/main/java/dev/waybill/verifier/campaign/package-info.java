/**
 * Campaigns: many runs towards one report.
 *
 * <pre>
 *   SimulatedRuns ──► SimulatedCampaign ──► seeds, threads ──► Judge ──► Tally ──► Report
 *                      └ a failing seed: again with its history, shrunk, its timeline
 *
 *   ProcessCampaign ──► ProcessVerification ──► history ──► Report
 * </pre>
 */
@NullMarked
package dev.waybill.verifier.campaign;

import org.jspecify.annotations.NullMarked;
