package dev.waybill.broker.group.classic;

import dev.waybill.broker.group.error.GroupException;

/** An answer to a request that is waiting, found again by the ticket it came with. */
public sealed interface Answer {
  long ticket();

  record ToJoin(long ticket, JoinReply reply) implements Answer {}

  record ToSync(long ticket, SyncReply reply) implements Answer {}

  /** It will not be fulfilled. */
  record Refusal(long ticket, GroupException reason) implements Answer {}
}
