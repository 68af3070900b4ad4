package dev.waybill.jdbc.connection;

import dev.waybill.effect.Outgoing;

/**
 * What a handler's connection is besides: whoever writes a message through it, for a relay to
 * publish, says so, and the group's explanations know it. A connection that somebody has wrapped is
 * none; its messages are relayed all the same.
 */
public interface HandlersConnection {

  void wrote(Outgoing outgoing);
}
