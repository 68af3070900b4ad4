/**
 * The broker behind Kafka's wire protocol: any Kafka client, unchanged.
 *
 * <pre>
 *   socket --net--> protocol --> one handler per API key --> Broker (decides, stores)
 *                                cluster, produce, fetch,
 *                                topic, group, transaction
 * </pre>
 *
 * <p>The only room that knows Netty; messages are those of kafka-clients. Nothing is decided here:
 * what a handler does is to translate.
 */
@NullMarked
package dev.waybill.server;

import org.jspecify.annotations.NullMarked;
