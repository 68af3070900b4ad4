package dev.waybill.broker.group.classic;

/**
 * What a group of the classic protocol is doing.
 *
 * <pre>
 *                      someone joins
 *      EMPTY ─────────────────────────────► PREPARING_REBALANCE ◄───────────────┐
 *       │ ▲                                  │      │     ▲                     │
 *       │ └──────────────────────────────────┘      │     │ someone joins,      │ someone joins
 *       │     nobody joined the next generation     │     │ leaves, expires,    │ or asks anew,
 *       │                                           │     │ or does not sync    │ leaves, expires,
 *       │       all joined, or it took too long:    │     │                     │ or does not sync
 *       │       the next generation begins          ▼     │                     │
 *       │                                   COMPLETING_REBALANCE                │
 *       ▼ deleted                                   │                           │
 *      DEAD                                         │ the leader shared out     │
 *                                                   ▼                           │
 *                                                 STABLE ───────────────────────┘
 * </pre>
 */
public enum ClassicState {
  /** No members; positions may be moved from outside. */
  EMPTY,
  /** Waits for its members to join the next generation. */
  PREPARING_REBALANCE,
  /** The generation has begun; its leader has not shared out yet. */
  COMPLETING_REBALANCE,
  /** Every member of the generation may have its part. */
  STABLE,
  /** Deleted; nothing comes after. */
  DEAD;

  /** Whether there is an arrow. */
  boolean mayBecome(ClassicState next) {
    return switch (this) {
      case EMPTY -> next == PREPARING_REBALANCE || next == DEAD;
      case PREPARING_REBALANCE -> next == COMPLETING_REBALANCE || next == EMPTY;
      case COMPLETING_REBALANCE -> next == STABLE || next == PREPARING_REBALANCE;
      case STABLE -> next == PREPARING_REBALANCE;
      case DEAD -> false;
    };
  }
}
