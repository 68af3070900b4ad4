package dev.waybill.verifier.report;

import dev.waybill.verifier.history.Event;

/**
 * Where an event is on the map: its message, its place in the log, the position and the transaction
 * it speaks of; {@link #NONE} for what it does not.
 *
 * @param position the next offset that a group will read
 */
record Facts(
    long message, String topic, int partition, long offset, long position, long transaction) {
  static final long NONE = -1;
  static final String NOWHERE = "";

  /** Whether both are in one partition that is known. */
  boolean isIn(String otherTopic, int otherPartition) {
    return topic.equals(otherTopic) && partition == otherPartition && partition >= 0;
  }

  static Facts of(Event event) {
    if (event instanceof Event.PublishInvoked it) {
      return new Facts(it.message(), it.topic(), it.partition(), NONE, NONE, it.transaction());
    } else if (event instanceof Event.Published it) {
      return at(it.message(), it.topic(), it.partition(), it.offset());
    } else if (event instanceof Event.PublishFailed it) {
      return message(it.message());
    } else if (event instanceof Event.PublishUnknown it) {
      return message(it.message());
    } else if (event instanceof Event.EffectCounted it) {
      return message(it.message());
    } else if (event instanceof Event.RowCommitted it) {
      return message(it.message());
    } else if (event instanceof Event.Delivered it) {
      return at(it.message(), it.topic(), it.partition(), it.offset());
    } else if (event instanceof Event.Read it) {
      return at(it.message(), it.topic(), it.partition(), it.offset());
    } else if (event instanceof Event.Acknowledged it) {
      return at(NONE, it.topic(), it.partition(), it.offset());
    } else if (event instanceof Event.GivenBack it) {
      return at(NONE, it.topic(), it.partition(), it.offset());
    } else if (event instanceof Event.Leased it) {
      return at(NONE, it.topic(), it.partition(), it.offset());
    } else if (event instanceof Event.LeaseSettled it) {
      return at(NONE, it.topic(), it.partition(), it.offset());
    }
    return ofPositions(event);
  }

  private static Facts ofPositions(Event event) {
    if (event instanceof Event.CommitInvoked it) {
      return position(it.topic(), it.partition(), it.position(), it.transaction());
    } else if (event instanceof Event.CommitEnded it) {
      return position(it.topic(), it.partition(), it.position(), it.transaction());
    } else if (event instanceof Event.PositionRead it) {
      return position(it.topic(), it.partition(), it.position(), NONE);
    } else if (event instanceof Event.PositionAsked it) {
      return position(it.topic(), it.partition(), NONE, NONE);
    } else if (event instanceof Event.Assigned it) {
      return position(it.topic(), it.partition(), it.position(), NONE);
    } else if (event instanceof Event.Sought it) {
      return position(it.topic(), it.partition(), it.offset(), NONE);
    } else if (event instanceof Event.Revoked it) {
      return position(it.topic(), it.partition(), NONE, NONE);
    } else if (event instanceof Event.ReadToEnd it) {
      return position(it.topic(), it.partition(), it.end(), NONE);
    } else if (event instanceof Event.StableOffset it) {
      return position(it.topic(), it.partition(), it.stable(), NONE);
    } else if (event instanceof Event.DurableAtWorst it) {
      return position(it.topic(), it.partition(), it.end(), NONE);
    } else if (event instanceof Event.TransactionBegun it) {
      return transaction(it.transaction());
    } else if (event instanceof Event.TransactionEndInvoked it) {
      return transaction(it.transaction());
    } else if (event instanceof Event.TransactionEnded it) {
      return transaction(it.transaction());
    }
    return message(NONE);
  }

  private static Facts message(long message) {
    return new Facts(message, NOWHERE, Event.UNKNOWN_PARTITION, NONE, NONE, NONE);
  }

  private static Facts transaction(long transaction) {
    return new Facts(NONE, NOWHERE, Event.UNKNOWN_PARTITION, NONE, NONE, transaction);
  }

  private static Facts at(long message, String topic, int partition, long offset) {
    return new Facts(message, topic, partition, offset, NONE, NONE);
  }

  private static Facts position(String topic, int partition, long position, long transaction) {
    return new Facts(NONE, topic, partition, NONE, position, transaction);
  }
}
