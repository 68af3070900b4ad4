/**
 * What an application says.
 *
 * <pre>
 *   Waybill.open(url) ─┬─ publisher(topic, guarantee) ─► Publisher ─► Receipt
 *                      ├─ transactions(id) ──────────► Transaction
 *                      ├─ subscribe(topic) ─ group ─ guarantee ─ handler ─► Subscription
 *                      ├─ forRelay(relay) ───────────► Waybill, of what an outbox's relay publishes
 *                      ├─ topics(), groups()
 *                      └─ explain() ─► Explanation
 * </pre>
 *
 * <p>Nothing here is null and everything that is a value is immutable. Failures are {@link
 * dev.waybill.error.WaybillException}.
 */
@NullMarked
package dev.waybill;

import org.jspecify.annotations.NullMarked;
