/**
 * A guarantee is planned before it is used.
 *
 * <pre>
 *   what is declared ──► Planner ──► ok, or UnsupportedException: hop, what is missing, what gives it
 *                           ▲
 *                     Capabilities
 * </pre>
 */
@NullMarked
package dev.waybill.runtime.plan;

import org.jspecify.annotations.NullMarked;
