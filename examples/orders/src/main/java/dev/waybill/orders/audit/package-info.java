/**
 * The auditor: compares what was acknowledged with what happened, from what a run left alone.
 *
 * <pre>
 *   DIRECTORY/
 *     data/topics/order-events/N.ID      what was ordered     ┐ Kafka record batches, format v2,
 *     data/topics/payments/N.ID          what was charged     ├ read here by a reader of its own
 *     data/topics/stock-movements/N.ID   what left the stock  ┘
 *     notifications.log, analytics.log   order, user, sequence, run, attempt, millis
 *     deliveries.log                     service, order, run, millis: every delivery begun
 *     run.log                            what the parent process saw: acknowledgements, kills
 *
 *   or, instead of data, the same topics of a cluster, read by whoever knows its clients: {@link
 *   dev.waybill.orders.audit.TopicReader}
 *   or, instead of the two ledgers, tables of a database: charges, accounts, stock_movements, stock
 *
 *   EvidenceReader ─► Evidence ─► Auditor ─► AuditReport (held, broken or inconclusive)
 * </pre>
 *
 * <p>It shares no code with the pipeline, the runtime, the broker or the log, so that no mistake
 * there can hide itself here. Fields of text lines are separated by tabs.
 */
@NullMarked
package dev.waybill.orders.audit;

import org.jspecify.annotations.NullMarked;
