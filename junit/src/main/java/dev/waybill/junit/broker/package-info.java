/**
 * Brokers in the test's process, started once and lent out.
 *
 * <pre>
 *   BrokerPool ── borrow ──► TestBroker ─┬─ engine: lent, so that closing a Waybill leaves it running
 *       ▲                                └─ Kafka's protocol on a free port, once somebody asks
 *       └────── give back: topics and groups are deleted first
 * </pre>
 */
@NullMarked
package dev.waybill.junit.broker;

import org.jspecify.annotations.NullMarked;
