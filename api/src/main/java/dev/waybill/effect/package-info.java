/**
 * What a database must offer so that a handler's effects and its group's positions are committed
 * together.
 *
 * <pre>
 *   EffectStore ── open(group) ──► EffectSession ── begin ──► EffectTransaction
 *   (one per database)             (one per subscription)     lock ─► insertIds ─► handler ─► move ─► commit
 * </pre>
 *
 * <p>Applications name a store when they subscribe; stores implement these types; delivery loops
 * call them.
 */
@NullMarked
package dev.waybill.effect;

import org.jspecify.annotations.NullMarked;
