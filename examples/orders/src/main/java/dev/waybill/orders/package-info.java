/**
 * The worked scenario: a shop's orders, four services with three guarantees, and a proof.
 *
 * <pre>
 *   demo ──► pipeline    the shop itself: what an application on Waybill looks like
 *     │  ──► database    the same with its books in a database
 *     │  ──► timeline    a picture of a run
 *     │         │
 *     └─────────┴──► audit    what was acknowledged against what happened, from what is left alone
 * </pre>
 *
 * <p>{@code audit} shares no code with {@code pipeline}, nor with the engine below it: a mistake
 * there cannot hide itself here.
 */
@NullMarked
package dev.waybill.orders;

import org.jspecify.annotations.NullMarked;
