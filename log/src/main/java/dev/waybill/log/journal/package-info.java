/**
 * A file of records that are remembered as a whole: appended, synced, and replaced now and then by
 * a snapshot of what they add up to.
 *
 * <pre>
 *   append ─► append ─► sync ─► … ─► replaceWith(snapshot)      one thread
 *                         │
 *   open ◄── every entry, in order; a torn tail is cut, damage below a sync is refused
 * </pre>
 */
@NullMarked
package dev.waybill.log.journal;

import org.jspecify.annotations.NullMarked;
