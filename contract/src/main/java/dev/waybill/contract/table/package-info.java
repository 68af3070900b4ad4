/**
 * Which engine does what: written while behaviours run, and put together afterwards.
 *
 * <pre>
 *   Gate ── Row ──► Ledger ── at the end ──► ENGINE.tsv ─┐
 *   Gate ── Row ──► Ledger ── at the end ──► OTHER.tsv ──┴─► Table ──► docs/contract.md
 * </pre>
 */
@NullMarked
package dev.waybill.contract.table;

import org.jspecify.annotations.NullMarked;
