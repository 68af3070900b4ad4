package dev.waybill.broker.group;

import java.util.Objects;

/**
 * Which protocol a group's members speak; that of its last ones while it has none.
 *
 * @param protocol how they find out who reads what
 * @param protocolType what they are in the words of the classic protocol, {@code consumer} for
 *     consumers
 */
public record GroupKind(Protocol protocol, String protocolType) {
  /** How members share out partitions. */
  public enum Protocol {
    /** Heartbeats, the broker decides (KIP-848); members in this process too. */
    CONSUMER,
    /** Generations, a leader decides. */
    CLASSIC
  }

  /** What consumers call themselves. */
  public static final String CONSUMER_TYPE = "consumer";

  /** Groups of the consumer protocol. */
  public static final GroupKind CONSUMER = new GroupKind(Protocol.CONSUMER, CONSUMER_TYPE);

  public GroupKind {
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(protocolType, "protocolType");
  }

  /** Groups of the classic protocol. */
  public static GroupKind classic(String protocolType) {
    return new GroupKind(Protocol.CLASSIC, protocolType);
  }
}
