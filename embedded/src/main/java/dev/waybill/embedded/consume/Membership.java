package dev.waybill.embedded.consume;

import dev.waybill.broker.Broker;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.HeartbeatReply;
import dev.waybill.broker.group.HeartbeatRequest;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.embedded.translation.Failures;
import dev.waybill.embedded.translation.Words;
import dev.waybill.error.FencedException;
import dev.waybill.error.WaybillException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One consumer's membership of its group. Thread-safe: the polling thread, the heartbeat thread and
 * the broker's core meet here.
 *
 * <pre>
 *   OUT ── join ──► JOINING ── reply ──► IN ── leave ──► OUT
 *    ▲                 │                  │
 *    └── onLost told ──┴──► LOST ◄────────┘ fenced, expelled, or no poll for the session timeout
 * </pre>
 *
 * <p>Invariants: one heartbeat at a time, so replies arrive in order. Every join is under a new
 * member id, so whatever an earlier life of this consumer still commits is refused.
 */
final class Membership {
  private static final Duration LONGEST_TICK = Duration.ofSeconds(1);
  private static final Duration SHORTEST_TICK = Duration.ofMillis(10);

  /** The session's end is noticed within this part of it. */
  private static final int TICKS_PER_SESSION = 4;

  /**
   * What the broker is told at least. It hears of a consumer that does not poll from us, in time;
   * its own patience is for a process that does not run, and a pause of the JVM stops broker and
   * consumer alike.
   */
  private static final Duration SHORTEST_SESSION = Duration.ofSeconds(6);

  private static final Duration LONGEST = HeartbeatRequest.LONGEST_TIMEOUT;

  enum State {
    OUT,
    JOINING,
    IN,
    LOST
  }

  /**
   * What the polling thread acts on.
   *
   * @param assigned all we may read, when IN
   * @param failure why membership is impossible; poll throws it
   */
  record Standing(State state, Set<TopicPartition> assigned, @Nullable WaybillException failure) {}

  private final Broker broker;
  private final String group;
  private final Set<String> topics;
  private final Duration sessionTimeout;
  private final Heartbeats heartbeats;
  private final LongSupplier nanoClock;
  private final Bell bell;

  private State state = State.OUT;
  private String memberId = "";
  private int epoch;
  private SortedSet<TopicPartition> assigned = new TreeSet<>();
  private SortedSet<TopicPartition> owned = new TreeSet<>();
  private @Nullable WaybillException failure;
  private boolean beating;
  private boolean beatAgain;
  private boolean polling;
  private long lastPollNanos;
  private long lastBeatNanos;
  private Duration interval = LONGEST_TICK;
  private @Nullable ScheduledFuture<?> ticks;

  Membership(
      Broker broker,
      String group,
      Set<String> topics,
      Duration sessionTimeout,
      Heartbeats heartbeats,
      LongSupplier nanoClock,
      Bell bell) {
    this.broker = broker;
    this.group = group;
    this.topics = topics;
    this.sessionTimeout = sessionTimeout;
    this.heartbeats = heartbeats;
    this.nanoClock = nanoClock;
    this.bell = bell;
  }

  // ---- the polling thread

  void beginPoll() {
    synchronized (this) {
      polling = true;
    }
  }

  void endPoll() {
    synchronized (this) {
      polling = false;
      lastPollNanos = nanoClock.getAsLong();
    }
  }

  synchronized Standing standing() {
    return new Standing(state, assigned, failure);
  }

  /** The id under which we are a member; empty while we are none. */
  synchronized Optional<String> id() {
    return state == State.IN ? Optional.of(memberId) : Optional.empty();
  }

  void join() {
    synchronized (this) {
      state = State.JOINING;
      memberId = UUID.randomUUID().toString();
      epoch = HeartbeatRequest.JOIN_EPOCH;
      owned = new TreeSet<>();
      assigned = new TreeSet<>();
      beating = false;
      beatAgain = false;
      lastPollNanos = nanoClock.getAsLong();
      if (ticks == null) {
        ticks = heartbeats.every(tickPeriod(), this::tick);
      }
    }
    beat();
  }

  private Duration tickPeriod() {
    Duration part = sessionTimeout.dividedBy(TICKS_PER_SESSION);
    return part.compareTo(SHORTEST_TICK) < 0
        ? SHORTEST_TICK
        : part.compareTo(LONGEST_TICK) > 0 ? LONGEST_TICK : part;
  }

  /** Says what we hold now; what is missing from it goes to others. */
  void own(Collection<TopicPartition> now) {
    synchronized (this) {
      owned = new TreeSet<>(now);
    }
    beat();
  }

  /**
   * Who commits, for the broker's fence.
   *
   * @throws FencedException not a member now
   */
  synchronized Committer committer(String what) {
    if (state != State.IN) {
      throw new FencedException(
          what
              + " of group "
              + group
              + ": expected a member of the group, found "
              + switch (state) {
                case LOST -> "one that was expelled or did not poll for " + sessionTimeout;
                case OUT -> "one that has left";
                case JOINING, IN -> "one that has not joined yet";
              }
              + "; no position was moved, and others may read its partitions. Drop what was read,"
              + " and poll to join again");
    }
    return new Committer(memberId, epoch);
  }

  /** Leaves, so that others get the partitions at once; completes when the broker knows. */
  CompletableFuture<?> leave() {
    String member;
    synchronized (this) {
      boolean joined = state == State.IN || state == State.JOINING;
      state = State.OUT;
      if (ticks != null) {
        ticks.cancel(false);
        ticks = null;
      }
      if (!joined) {
        return CompletableFuture.completedFuture(null);
      }
      member = memberId;
    }
    return broker.leave(group, member).handle((left, unknownBefore) -> null);
  }

  // ---- the heartbeat thread

  private void tick() {
    long now = nanoClock.getAsLong();
    boolean due;
    String expelled = null;
    synchronized (this) {
      boolean member = state == State.IN || state == State.JOINING;
      due = member && now - lastBeatNanos >= interval.toNanos();
      if (member && !polling && now - lastPollNanos > Words.nanos(sessionTimeout)) {
        // Nobody polls any more: lets others go on, as if the process had died.
        state = State.LOST;
        expelled = memberId;
      }
    }
    if (expelled != null) {
      leaveBehind(expelled);
    } else if (due) {
      beat();
    }
  }

  private static Duration atMost(Duration most, Duration given) {
    return given.compareTo(most) > 0 ? most : given;
  }

  private static Duration atLeast(Duration least, Duration given) {
    return given.compareTo(least) < 0 ? least : given;
  }

  private void leaveBehind(String member) {
    // If the broker expelled us before, there is nothing to leave.
    var unused = broker.leave(group, member);
    bell.ring();
  }

  void beat() {
    HeartbeatRequest request;
    synchronized (this) {
      if (state != State.IN && state != State.JOINING) {
        return;
      }
      if (beating) {
        beatAgain = true;
        return;
      }
      beating = true;
      beatAgain = false;
      lastBeatNanos = nanoClock.getAsLong();
      HeartbeatRequest join =
          HeartbeatRequest.join(group, memberId, topics, atMost(LONGEST, sessionTimeout))
              .silentFor(atLeast(SHORTEST_SESSION, atMost(LONGEST, sessionTimeout)));
      request = epoch == HeartbeatRequest.JOIN_EPOCH ? join : join.next(epoch, owned);
    }
    CompletableFuture<HeartbeatReply> reply;
    try {
      reply = broker.heartbeat(request);
    } catch (RuntimeException e) {
      reply = CompletableFuture.failedFuture(e);
    }
    String member = request.memberId();
    var unused =
        reply.whenComplete(
            (answer, refused) -> {
              if (answer != null) {
                replied(member, answer);
              } else {
                refused(member, refused);
              }
            });
  }

  // ---- the broker's core

  private void replied(String member, HeartbeatReply reply) {
    boolean joined;
    boolean again;
    synchronized (this) {
      if (!member.equals(memberId) || (state != State.IN && state != State.JOINING)) {
        return;
      }
      joined = state == State.JOINING;
      state = State.IN;
      beating = false;
      epoch = reply.memberEpoch();
      assigned = reply.assigned();
      interval = reply.heartbeatInterval();
      again = beatAgain;
    }
    if (joined) {
      broker.onNudge(group, member, () -> heartbeats.soon(this::beat));
      again = true; // what happened before the nudge was registered
    }
    if (again) {
      heartbeats.soon(this::beat);
    }
    bell.ring();
  }

  private void refused(String member, Throwable refusal) {
    boolean again;
    synchronized (this) {
      if (!member.equals(memberId) || (state != State.IN && state != State.JOINING)) {
        return;
      }
      beating = false;
      WaybillException translated =
          Failures.of("keeping the membership of group " + group, refusal);
      again = Failures.code(refusal).filter(ErrorCode::isRetriable).isPresent();
      if (!again) {
        state = State.LOST;
        if (!(translated instanceof FencedException)) {
          failure = translated;
        }
      }
    }
    bell.ring();
  }
}
