/**
 * Topics and groups: making them, looking at them, moving a group's positions.
 *
 * <pre>
 *   Waybill ─┬─ Topics ─┬─ create, addPartitions, delete ◄── TopicSettings
 *            │          └─ list, describe ──► TopicDescription
 *            │                                  └─ per partition: start ≤ stable ≤ end
 *            └─ Groups ─┬─ reset, delete   (a group without members)
 *                       └─ list, describe ──► GroupDescription
 *                                               ├─ members: what each owns
 *                                               └─ positions: committed ── lag ──► end
 * </pre>
 *
 * <p>Descriptions are snapshots: they are right for the moment in which they were made. Changes are
 * durable when the call returns.
 */
@NullMarked
package dev.waybill.admin;

import org.jspecify.annotations.NullMarked;
