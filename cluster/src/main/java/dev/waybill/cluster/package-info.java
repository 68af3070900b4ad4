/**
 * Apache Kafka on this machine: nodes that are started, killed, stopped and woken, for proof and
 * figures.
 *
 * <pre>
 *   ApacheKafka ──► KafkaNode ──► ServerProcess ──► a JVM: NodeMain ──► Kafka's own main
 *     │ 1 or 3        │ kill, pause, resume,            from {@link
 *     │               │ stop, start                     dev.waybill.cluster.ApacheKafkaClassPath}
 *     └──► Roles      who leads a partition, who coordinates a group or a transactional id
 * </pre>
 *
 * <p>Every node is broker and controller at once. A node ends when whoever started it closes it,
 * ends, or is killed: {@link dev.waybill.cluster.NodeMain} watches for that.
 */
@NullMarked
package dev.waybill.cluster;

import org.jspecify.annotations.NullMarked;
