/**
 * {@code serve} killed again and again under clients that live on, and what they know held against
 * what is there at the end.
 *
 * <pre>
 *   Publisher ──┐                     ┌──► Onlooker   reads all the time
 *   Transactor ─┼──► Mortal: serve ───┤
 *   Copier   ◄──┤    SIGKILL, start   └──► FreshRead  at the end
 *               ▼                             │
 *            History ───────────────────────► Audit ──► anomalies
 * </pre>
 *
 * <p>There are two {@link dev.waybill.compatibility.crash.Copier copiers}: a member of a classic
 * group with clients of before KIP-890, and one of a KIP-848 group with those of today.
 */
@NullMarked
package dev.waybill.compatibility.crash;

import org.jspecify.annotations.NullMarked;
