/**
 * {@code serve} killed again and again under clients that live on, and what they know held against
 * what is there at the end.
 *
 * <pre>
 *   Publisher ──┐                     ┌──► Onlooker   reads all the time
 *   Transactor ─┼──► Mortal: serve ───┤
 *               │    SIGKILL, start   └──► FreshRead  at the end
 *               ▼                             │
 *            History ───────────────────────► Audit ──► anomalies
 * </pre>
 */
@NullMarked
package dev.waybill.compatibility.crash;

import org.jspecify.annotations.NullMarked;
