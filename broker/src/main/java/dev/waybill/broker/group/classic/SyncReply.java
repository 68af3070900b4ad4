package dev.waybill.broker.group.classic;

/**
 * A member's part.
 *
 * @param protocolType what kind of members these are
 * @param protocol the protocol of the generation
 * @param assignment what the leader gave this member, empty bytes if nothing
 */
public record SyncReply(String protocolType, String protocol, Opaque assignment) {}
