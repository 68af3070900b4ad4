/**
 * Reports: what a verification came to, for people and for programs.
 *
 * <pre>
 *                       ┌─► ReportPage ──► one HTML page that needs nothing else
 *   findings, table ──► Report ──► ReportJson   one object for programs
 *                       └─► ReportText   a few lines for a terminal
 *
 *   history ──► TimelineSelection: one message's path ──► Timeline ──► TimelineSvg
 * </pre>
 *
 * <p>Nothing here runs anything or decides whether a promise held; it only says it.
 */
@NullMarked
package dev.waybill.verifier.report;

import org.jspecify.annotations.NullMarked;
