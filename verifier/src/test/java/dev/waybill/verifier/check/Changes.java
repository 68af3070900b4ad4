package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Outcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** How to find a place in a history, and to change it there. */
final class Changes {
  private Changes() {}

  // ---- finding a place ------------------------------------------------------------------------

  static int index(List<Event> events, Random random, Predicate<Event> which) {
    int from = random.nextInt(events.size());
    for (int i = 0; i < events.size(); i++) {
      int at = (from + i) % events.size();
      if (which.test(events.get(at))) {
        return at;
      }
    }
    return -1;
  }

  static int lastIndex(List<Event> events, Predicate<Event> which) {
    for (int at = events.size() - 1; at >= 0; at--) {
      if (which.test(events.get(at))) {
        return at;
      }
    }
    return -1;
  }

  static boolean isRead(Event event, String topic) {
    return event instanceof Event.Read read && read.topic().equals(topic);
  }

  static Set<Long> answered(List<Event> events, Set<String> publishers) {
    Set<Long> answered = new HashSet<>();
    for (Event event : events) {
      if (event instanceof Event.Published one
          && one.offset() >= 0
          && publishers.contains(one.process())) {
        answered.add(one.message());
      }
    }
    return answered;
  }

  static boolean once(List<Event> events, long message) {
    return events.stream()
            .filter(event -> event instanceof Event.Read read && read.message() == message)
            .count()
        == 1;
  }

  /** A delivery between two others of one member, with nothing around it that explains a jump. */
  static int inTheMiddle(List<Event> events, Random random, String group) {
    int at =
        index(
            events,
            random,
            event -> event instanceof Event.Delivered one && one.group().equals(group));
    if (at < 0) {
      return -1;
    }
    int next = nextDelivery(events, at);
    if (next < 0 || next > at + 2 || at < 2) {
      return -1;
    }
    boolean before =
        events.get(at - 2) instanceof Event.Delivered one
            && events.get(at) instanceof Event.Delivered two
            && one.process().equals(two.process())
            && one.offset() < two.offset();
    return before ? at : -1;
  }

  static int nextDelivery(List<Event> events, int at) {
    Event.Delivered one = (Event.Delivered) events.get(at);
    for (int next = at + 1; next < Math.min(at + 4, events.size()); next++) {
      if (events.get(next) instanceof Event.Delivered two
          && two.process().equals(one.process())
          && two.offset() > one.offset()) {
        return next;
      }
    }
    return -1;
  }

  // ---- changing it ----------------------------------------------------------------------------

  static boolean drop(List<Event> events, Random random, Predicate<Event> which) {
    int at = index(events, random, which);
    if (at >= 0) {
      events.remove(at);
    }
    return at >= 0;
  }

  static boolean change(
      List<Event> events, Random random, Predicate<Event> which, UnaryOperator<Event> change) {
    int at = index(events, random, which);
    if (at >= 0) {
      events.set(at, change.apply(events.get(at)));
    }
    return at >= 0;
  }

  /** One more record at the end of the partition. */
  static boolean append(
      List<Event> events, Random random, Predicate<Event> which, boolean unknown) {
    int at = index(events, random, which);
    if (at < 0) {
      return false;
    }
    Event.Read read = (Event.Read) events.get(at);
    for (int i = at; i < events.size(); i++) {
      if (events.get(i) instanceof Event.ReadToEnd end) {
        events.set(
            i,
            new Event.ReadToEnd(
                end.process(), end.topic(), end.partition(), end.start(), end.end() + 1));
        events.add(i, at(read, unknown ? 1L << 40 : read.message(), end.end()));
        return true;
      }
    }
    return false;
  }

  static Event at(Event.Read read, long message, long offset) {
    return new Event.Read(
        read.process(), read.topic(), read.partition(), offset, message, read.integrity());
  }

  static Event ordered(Event.RowCommitted row, long order) {
    return new Event.RowCommitted(row.process(), row.message(), row.topic(), row.key(), order);
  }

  static boolean lower(List<Event> events, Random random, String group) {
    return change(
        events,
        random,
        event ->
            event instanceof Event.PositionRead read
                && read.group().equals(group)
                && certain(events, read) > 0,
        event -> {
          Event.PositionRead read = (Event.PositionRead) event;
          return new Event.PositionRead(
              read.process(),
              read.group(),
              read.topic(),
              read.partition(),
              certain(events, read) - 1);
        });
  }

  /** The highest position that was answered as committed; -1 for none. */
  static long certain(List<Event> events, Event.PositionRead read) {
    long certain = -1;
    Map<Long, Long> staged = new HashMap<>();
    for (Event event : events) {
      if (event instanceof Event.CommitEnded one
          && one.group().equals(read.group())
          && one.partition() == read.partition()
          && one.outcome() == Outcome.DONE) {
        if (one.transaction() == Event.NO_TRANSACTION) {
          certain = Math.max(certain, one.position());
        } else {
          staged.put(one.transaction(), one.position());
        }
      } else if (event instanceof Event.TransactionEnded ended
          && ended.commit()
          && ended.outcome() == Outcome.DONE) {
        certain = Math.max(certain, staged.getOrDefault(ended.transaction(), -1L));
      }
    }
    return certain;
  }

  /** Of a message that is in the log once. */
  static boolean recount(List<Event> events, Random random, long count) {
    Set<Long> answered = answered(events, Set.of("exact"));
    return change(
        events,
        random,
        event ->
            event instanceof Event.EffectCounted one
                && one.count() == 1
                && answered.contains(one.message()),
        event -> {
          Event.EffectCounted one = (Event.EffectCounted) event;
          return new Event.EffectCounted(one.process(), one.group(), one.message(), count);
        });
  }

  /** Nobody ever saw a partition's last message. */
  static boolean hideTheEnd(List<Event> events, Random random, int less) {
    Set<Long> answered = answered(events, Set.of("exact", "least"));
    int at =
        index(
            events,
            random,
            event -> event instanceof Event.ReadToEnd end && end.topic().equals("orders"));
    if (at < 1
        || !(events.get(at) instanceof Event.ReadToEnd end)
        || !(events.get(at - 1) instanceof Event.Read read)
        || !answered.contains(read.message())
        || !once(events, read.message())) {
      return false;
    }
    events.set(
        at,
        new Event.ReadToEnd(
            end.process(), end.topic(), end.partition(), end.start(), end.end() - less));
    events.removeIf(
        event ->
            event == read
                || (event instanceof Event.Delivered one && one.message() == read.message()));
    return true;
  }
}
