/**
 * The sentences that begin with {@code waybill.subscribe(…)}.
 *
 * <pre>
 *   subscribe(topic) ─┬─ group(g) ─┬─ atMostOnce() ──► handle…
 *                     │            ├─ atLeastOnce() ─► handle…
 *                     │            ├─ exactlyOnce() ─► into(topic).process, process
 *                     │            └─ exactlyOnce(store) ──► handle…
 *                     └─ broadcast() ────────────────► handle…
 * </pre>
 *
 * <p>Each stage collects options; the last word plans the subscription and starts it.
 */
@NullMarked
package dev.waybill.runtime.subscribe;

import org.jspecify.annotations.NullMarked;
