package dev.waybill.verifier.report;

import dev.waybill.verifier.check.Finding;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Outcome;
import dev.waybill.verifier.history.Recorded;
import dev.waybill.verifier.report.Timeline.Moment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Picks from a history what a person needs in order to see one finding.
 *
 * <pre>
 *   0  what the checker points at
 *   1  the message itself: sent, acknowledged, delivered, handled, its position, its transaction
 *   2  deaths, faults and changes of owners between its first event and its last
 *   3  other messages of its key, on their way; not what the final reading found of them
 *   4  other positions of its partition; for a finding without a message, its processes
 * </pre>
 *
 * <p>If there is more than a page of it, the lower number wins, then what is nearer to what the
 * checker points at.
 */
public final class TimelineSelection {
  private static final int MOST_ENTRIES = 60;
  private static final int NOT_SHOWN = 9;

  private record Candidate(Recorded recorded, int rank, long distance) {}

  /** An offset at which somebody saw the message. */
  private record Spot(String topic, int partition, long offset) {}

  private final Finding finding;
  private final List<Recorded> history;
  private final Set<Long> pointed = new TreeSet<>();
  private final Set<Spot> spots = new HashSet<>();
  private final Set<Long> ofKey = new HashSet<>();
  private final Set<String> processes = new HashSet<>();
  private final Set<String> passed = new HashSet<>();
  private final long message;
  private String about = "what the checker points at";
  private long transaction = Facts.NONE;
  private long first = Long.MAX_VALUE;
  private long last = -1;

  private TimelineSelection(Finding finding, List<Recorded> history) {
    this.finding = finding;
    this.history = history;
    this.pointed.addAll(finding.events());
    this.message = findMessage();
  }

  /**
   * The timeline of a finding.
   *
   * @param history all of it, in order
   */
  public static Timeline of(Finding finding, List<Recorded> history) {
    return new TimelineSelection(finding, history).select();
  }

  private Timeline select() {
    meetTheMessage();
    meetItsKey();
    measure();
    List<Candidate> candidates = new ArrayList<>();
    for (Recorded each : history) {
      Facts facts = Facts.of(each.event());
      int rank = rank(each, facts);
      if (rank < NOT_SHOWN) {
        candidates.add(new Candidate(each, rank, distance(each.number())));
      }
    }
    List<Moment> entries =
        candidates.stream()
            .sorted(
                Comparator.comparingInt(Candidate::rank)
                    .thenComparingLong(Candidate::distance)
                    .thenComparingLong(each -> each.recorded().number()))
            .limit(MOST_ENTRIES)
            .sorted(Comparator.comparingLong(each -> each.recorded().number()))
            .map(this::entry)
            .toList();
    return new Timeline(about, entries, candidates.size() - entries.size());
  }

  /** The finding's, or that of the first event it points at which has one. */
  private long findMessage() {
    if (finding.message() != Event.NO_MESSAGE) {
      return finding.message();
    }
    return history.stream()
        .filter(each -> pointed.contains(each.number()))
        .mapToLong(each -> Facts.of(each.event()).message())
        .filter(each -> each != Event.NO_MESSAGE)
        .findFirst()
        .orElse(Event.NO_MESSAGE);
  }

  private void meetTheMessage() {
    for (Recorded each : history) {
      Facts facts = Facts.of(each.event());
      boolean isPointed = pointed.contains(each.number());
      if (isPointed) {
        processes.add(each.event().process());
      }
      if ((isAbout(facts) || (isPointed && message == Event.NO_MESSAGE)) && facts.offset() >= 0) {
        spots.add(new Spot(facts.topic(), facts.partition(), facts.offset()));
      }
    }
  }

  private void meetItsKey() {
    String topic = "";
    String key = "";
    for (Recorded each : history) {
      if (each.event() instanceof Event.PublishInvoked sent
          && sent.message() == message
          && message != Event.NO_MESSAGE) {
        topic = sent.topic();
        key = sent.key();
        transaction = sent.transaction();
        about =
            "message "
                + message
                + " under key "
                + key
                + ", sent to "
                + topic
                + " by "
                + sent.process();
      }
    }
    if (topic.isEmpty()) {
      return;
    }
    for (Recorded each : history) {
      if (each.event() instanceof Event.PublishInvoked sent
          && sent.topic().equals(topic)
          && sent.key().equals(key)) {
        ofKey.add(sent.message());
      }
    }
  }

  private void measure() {
    for (Recorded each : history) {
      if (pointed.contains(each.number()) || isAbout(Facts.of(each.event()))) {
        first = Math.min(first, each.number());
        last = Math.max(last, each.number());
      }
    }
  }

  private boolean isAbout(Facts facts) {
    return message != Event.NO_MESSAGE && facts.message() == message;
  }

  private int rank(Recorded recorded, Facts facts) {
    Event event = recorded.event();
    if (pointed.contains(recorded.number())) {
      return 0;
    }
    if (isAbout(facts) || isAtSpot(facts) || passesIt(event, facts) || isInItsTransaction(facts)) {
      return 1;
    }
    if (recorded.number() < first || recorded.number() > last) {
      return NOT_SHOWN;
    }
    if (event instanceof Event.Crashed
        || event instanceof Event.Restarted
        || event instanceof Event.FaultInjected
        || ((event instanceof Event.Assigned || event instanceof Event.Revoked)
            && isInItsPartition(facts))) {
      return 2;
    }
    if (ofKey.contains(facts.message())) {
      return event instanceof Event.Read || event instanceof Event.EffectCounted ? NOT_SHOWN : 3;
    }
    boolean near =
        event instanceof Event.CommitEnded
            ? isInItsPartition(facts)
            : message == Event.NO_MESSAGE && processes.contains(event.process());
    return near ? 4 : NOT_SHOWN;
  }

  private boolean isAtSpot(Facts facts) {
    return facts.offset() >= 0
        && facts.message() == Facts.NONE
        && spots.contains(new Spot(facts.topic(), facts.partition(), facts.offset()));
  }

  private boolean isInItsTransaction(Facts facts) {
    return transaction != Facts.NONE && facts.transaction() == transaction;
  }

  private boolean isInItsPartition(Facts facts) {
    return spots.stream().anyMatch(spot -> facts.isIn(spot.topic(), spot.partition()));
  }

  /** The first commit of a group that passes the message, and the first that is done. */
  private boolean passesIt(Event event, Facts facts) {
    String group;
    if (event instanceof Event.CommitInvoked begun) {
      group = "invoked " + begun.group();
    } else if (event instanceof Event.CommitEnded ended && ended.outcome() == Outcome.DONE) {
      group = "ended " + ended.group();
    } else {
      return false;
    }
    for (Spot spot : spots) {
      if (facts.isIn(spot.topic(), spot.partition()) && facts.position() > spot.offset()) {
        return passed.add(group + " " + spot);
      }
    }
    return false;
  }

  private long distance(long number) {
    return pointed.stream().mapToLong(each -> Math.abs(each - number)).min().orElse(number);
  }

  private Moment entry(Candidate candidate) {
    Recorded recorded = candidate.recorded();
    EventWords words = EventWords.of(recorded.event());
    return new Moment(
        recorded.number(),
        recorded.millis(),
        recorded.event().process(),
        words.sort(),
        words.what(),
        candidate.rank() <= 1,
        candidate.rank() == 0);
  }
}
