package dev.waybill.verifier.report;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Integrity;
import dev.waybill.verifier.history.Outcome;
import dev.waybill.verifier.report.Timeline.Sort;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Says an event in a line. */
record EventWords(Sort sort, String what) {

  static EventWords of(Event event) {
    return Stream.of(
            publishing(event),
            transactions(event),
            consuming(event),
            positions(event),
            leases(event),
            atRest(event),
            faults(event))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(() -> new EventWords(Sort.OWNERSHIP, event.toString()));
  }

  private static Optional<EventWords> publishing(Event event) {
    if (event instanceof Event.PublishInvoked it) {
      return say(
          Sort.PUBLISH,
          "sends message "
              + it.message()
              + " under key "
              + it.key()
              + " to "
              + place(it.topic(), it.partition())
              + (it.transaction() < 0 ? "" : " in transaction " + it.transaction()));
    } else if (event instanceof Event.Published it) {
      return say(
          Sort.STORED,
          "message "
              + it.message()
              + " is acknowledged"
              + spot(it.topic(), it.partition(), it.offset()));
    } else if (event instanceof Event.PublishFailed it) {
      return say(
          Sort.PUBLISH, "message " + it.message() + " is definitely not stored: " + it.reason());
    } else if (event instanceof Event.PublishUnknown it) {
      return say(
          Sort.PUBLISH,
          "whether message " + it.message() + " is stored is unknown: " + it.reason());
    }
    return Optional.empty();
  }

  private static Optional<EventWords> transactions(Event event) {
    if (event instanceof Event.TransactionBegun it) {
      return say(
          Sort.TRANSACTION,
          "begins transaction " + it.transaction() + " as " + it.transactionalId());
    } else if (event instanceof Event.TransactionEndInvoked it) {
      return say(
          Sort.TRANSACTION,
          "asks to " + (it.commit() ? "commit" : "abort") + " transaction " + it.transaction());
    } else if (event instanceof Event.TransactionEnded it) {
      return say(
          Sort.TRANSACTION,
          (it.commit() ? "commit" : "abort")
              + " of transaction "
              + it.transaction()
              + outcome(it.outcome()));
    } else if (event instanceof Event.EpochGranted it) {
      return say(Sort.OWNERSHIP, "is given epoch " + it.epoch() + " of " + it.scope());
    } else if (event instanceof Event.EpochUseInvoked it) {
      return say(
          Sort.OWNERSHIP,
          it.operation() + " under epoch " + it.epoch() + " of " + it.scope() + " begins");
    } else if (event instanceof Event.EpochUsed it) {
      return say(Sort.OWNERSHIP, "its use of " + it.scope() + outcome(it.outcome()));
    }
    return Optional.empty();
  }

  private static Optional<EventWords> consuming(Event event) {
    if (event instanceof Event.Assigned it) {
      return say(
          Sort.OWNERSHIP,
          "owns "
              + place(it.topic(), it.partition())
              + " for group "
              + it.group()
              + ", from offset "
              + it.position());
    } else if (event instanceof Event.Revoked it) {
      return say(
          Sort.OWNERSHIP,
          "gives up " + place(it.topic(), it.partition()) + " of group " + it.group());
    } else if (event instanceof Event.Sought it) {
      return say(
          Sort.OWNERSHIP,
          "seeks to offset " + it.offset() + " of " + place(it.topic(), it.partition()));
    } else if (event instanceof Event.Delivered it) {
      return say(
          Sort.DELIVERED,
          "gets message "
              + it.message()
              + " for group "
              + it.group()
              + spot(it.topic(), it.partition(), it.offset())
              + integrity(it.integrity()));
    } else if (event instanceof Event.Acknowledged it) {
      return say(
          Sort.DELIVERED,
          "has handled" + spot(it.topic(), it.partition(), it.offset()) + " for " + it.group());
    } else if (event instanceof Event.GivenBack it) {
      return say(
          Sort.DELIVERED,
          "gives back" + spot(it.topic(), it.partition(), it.offset()) + " for " + it.group());
    }
    return Optional.empty();
  }

  private static Optional<EventWords> positions(Event event) {
    if (event instanceof Event.CommitInvoked it) {
      return say(
          Sort.POSITION,
          "commits position "
              + it.position()
              + " of "
              + place(it.topic(), it.partition())
              + " for group "
              + it.group()
              + (it.transaction() < 0 ? "" : ", in transaction " + it.transaction()));
    } else if (event instanceof Event.CommitEnded it) {
      String verb = it.transaction() < 0 ? "commit" : "staging";
      return say(
          Sort.POSITION,
          verb
              + " of position "
              + it.position()
              + " of "
              + place(it.topic(), it.partition())
              + " for group "
              + it.group()
              + outcome(it.outcome()));
    } else if (event instanceof Event.PositionAsked it) {
      return say(
          Sort.POSITION,
          "asks where group " + it.group() + " is in " + place(it.topic(), it.partition()));
    } else if (event instanceof Event.PositionRead it) {
      return say(
          Sort.POSITION,
          "finds group "
              + it.group()
              + " at position "
              + it.position()
              + " of "
              + place(it.topic(), it.partition()));
    }
    return Optional.empty();
  }

  private static Optional<EventWords> leases(Event event) {
    if (event instanceof Event.Leased it) {
      return say(
          Sort.DELIVERED,
          "leases"
              + spot(it.topic(), it.partition(), it.offset())
              + ", attempt "
              + it.attempt()
              + ", until "
              + it.untilMillis()
              + " ms");
    } else if (event instanceof Event.LeaseSettled it) {
      return say(
          Sort.POSITION,
          "acknowledgement of the lease"
              + spot(it.topic(), it.partition(), it.offset())
              + ", attempt "
              + it.attempt()
              + outcome(it.outcome()));
    }
    return Optional.empty();
  }

  private static Optional<EventWords> atRest(Event event) {
    if (event instanceof Event.EffectCounted it) {
      return say(
          Sort.EFFECT,
          "message "
              + it.message()
              + " has its effect "
              + (it.count() == 1 ? "once" : it.count() + " times")
              + " for group "
              + it.group());
    } else if (event instanceof Event.RowCommitted it) {
      return say(
          Sort.TRANSACTION,
          "commits the row of message " + it.message() + ", number " + it.order() + " of its key");
    } else if (event instanceof Event.Read it) {
      return say(
          Sort.EFFECT,
          "finds message "
              + it.message()
              + spot(it.topic(), it.partition(), it.offset())
              + integrity(it.integrity()));
    } else if (event instanceof Event.ReadToEnd it) {
      return say(
          Sort.EFFECT,
          "has read "
              + place(it.topic(), it.partition())
              + " from offset "
              + it.start()
              + " to its end at "
              + it.end());
    } else if (event instanceof Event.StableOffset it) {
      return say(
          Sort.EFFECT,
          place(it.topic(), it.partition())
              + " is stable up to offset "
              + it.stable()
              + " of "
              + it.end());
    } else if (event instanceof Event.DurableAtWorst it) {
      return say(
          Sort.STORED,
          "a crash now would keep "
              + place(it.topic(), it.partition())
              + " below offset "
              + it.end()
              + " at worst");
    }
    return Optional.empty();
  }

  private static Optional<EventWords> faults(Event event) {
    if (event instanceof Event.Crashed it) {
      return say(Sort.CRASH, "dies: " + it.how());
    } else if (event instanceof Event.Restarted) {
      return say(Sort.RESTART, "is up again");
    } else if (event instanceof Event.FaultInjected it) {
      return say(
          Sort.FAULT,
          "fault: " + it.fault() + (it.target().isEmpty() ? "" : " (" + it.target() + ")"));
    }
    return Optional.empty();
  }

  private static Optional<EventWords> say(Sort sort, String what) {
    return Optional.of(new EventWords(sort, what));
  }

  private static String place(String topic, int partition) {
    return topic + "/" + (partition == Event.UNKNOWN_PARTITION ? "?" : partition);
  }

  private static String spot(String topic, int partition, long offset) {
    return " at offset " + offset + " of " + place(topic, partition);
  }

  private static String outcome(Outcome outcome) {
    return " is answered: " + outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String integrity(Integrity integrity) {
    return integrity == Integrity.WHOLE
        ? ""
        : ", " + integrity.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
