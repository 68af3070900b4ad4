/** What reports say, and that hostile text stays text. */
@org.jspecify.annotations.NullMarked
package dev.waybill.verifier.report;
