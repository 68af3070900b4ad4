/**
 * Servers of the Kafka protocol in processes of their own, ours and a released Apache Kafka, so
 * that one can be held against the other.
 *
 * <pre>
 *   WireServer ◄── WaybillServer   our {@code serve}, from this class path
 *              ◄── ReleasedServer  one node of {@link dev.waybill.cluster.ApacheKafka}
 * </pre>
 */
@NullMarked
package dev.waybill.benchmarks.wire;

import org.jspecify.annotations.NullMarked;
