/**
 * The shop: the part of this example that an application would copy.
 *
 * <pre>
 *                                        ┌─ payment       exactly-once  ─┬► Books: topics, or tables
 *   OrderIntake ──► topic order-events ──┼─ inventory     exactly-once  ─┘  of a database
 *     │  one transaction per batch       ├─ notification  at-least-once ──► notifications.log
 *     └───────► topic intake-progress    └─ analytics     at-most-once  ──► analytics.log
 * </pre>
 *
 * <p>{@link dev.waybill.orders.pipeline.OrderIntake} and {@link
 * dev.waybill.orders.pipeline.OrderServices} are the program; {@link
 * dev.waybill.orders.pipeline.Books} is what differs between topics and tables; the rest are its
 * values. Where a process may die between two of its instructions it tells a {@link
 * dev.waybill.orders.pipeline.PipelineListener}; an application has no need of that.
 */
@NullMarked
package dev.waybill.orders.pipeline;

import org.jspecify.annotations.NullMarked;
