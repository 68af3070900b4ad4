/**
 * The orders demo on a cluster: what its scaffolding asks for, answered with Kafka's own clients.
 *
 * <pre>
 *   DemoTarget ──► ClusterMessages   names of the run's own, read and deleted by bare clients
 *                    └──► LocalBrokers   nodes of a cluster of the run's own, that may be struck
 * </pre>
 */
@NullMarked
package dev.waybill.cli.demo;

import org.jspecify.annotations.NullMarked;
