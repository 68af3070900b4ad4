/**
 * Consumer groups on the wire, in both protocols: that of JoinGroup and SyncGroup, in which a
 * member shares out, and that of ConsumerGroupHeartbeat (KIP-848), in which the broker does.
 * Members of the latter and subscriptions of this process can share one group.
 *
 * <p>Nothing is decided here: the broker's groups are the same whoever asks.
 */
@NullMarked
package dev.waybill.server.group;

import org.jspecify.annotations.NullMarked;
