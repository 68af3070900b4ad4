/**
 * A guarantee is planned before it is used.
 *
 * <pre>
 *   what is declared ──► Planner ──► ok, or UnsupportedException: hop, what is missing, what gives it
 *                           ▲
 *                     Capabilities
 *                     and as it is set up:
 *   what is declared ──► Footing ──► ok, or RejectedException: hop, what was found, what mends it
 *        │                  ▲
 *     Concerns          Cautions
 * </pre>
 */
@NullMarked
package dev.waybill.runtime.plan;

import org.jspecify.annotations.NullMarked;
