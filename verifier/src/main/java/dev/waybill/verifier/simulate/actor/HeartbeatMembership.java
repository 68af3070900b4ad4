package dev.waybill.verifier.simulate.actor;

import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.HeartbeatReply;
import dev.waybill.broker.group.HeartbeatRequest;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.verifier.simulate.host.Answer;
import dev.waybill.verifier.simulate.host.Remote;
import dev.waybill.verifier.simulate.world.Link.Carriage;
import dev.waybill.verifier.simulate.world.Program;
import java.util.Collection;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A member's side of the present group protocol: one heartbeat at a time, a new member id for every
 * join.
 *
 * <pre>
 *   join ──► JOINING ── reply ──► IN ── refused for good ──► lost (told once)
 * </pre>
 */
public final class HeartbeatMembership implements Membership {
  private final Program program;
  private final Remote remote;
  private final String group;
  private final Set<String> topics;
  private final Listener listener;
  private String memberId = "";
  private int joins;
  private int epoch;
  private boolean in;
  private boolean beating;
  private boolean beatAgain;
  private boolean left;
  private SortedSet<TopicPartition> owned = new TreeSet<>();
  private long beats;

  public HeartbeatMembership(
      Program program, Remote remote, String group, Set<String> topics, Listener listener) {
    this.program = program;
    this.remote = remote;
    this.group = group;
    this.topics = topics;
    this.listener = listener;
  }

  @Override
  public boolean isIn() {
    return in;
  }

  @Override
  public int epoch() {
    return epoch;
  }

  @Override
  public Committer committer() {
    return new Committer(memberId, epoch);
  }

  @Override
  public void join() {
    if (left) {
      return;
    }
    memberId = program.name() + "." + ++joins;
    epoch = HeartbeatRequest.JOIN_EPOCH;
    owned = new TreeSet<>();
    in = false;
    beating = false;
    beat();
  }

  @Override
  public void own(Collection<TopicPartition> now) {
    owned = new TreeSet<>(now);
    beat();
  }

  @Override
  public void leave() {
    if (left) {
      return;
    }
    left = true;
    in = false;
    String member = memberId;
    remote.<Void>ask(
        "leave",
        Carriage.ORDERED,
        Patience.ANSWER,
        (core, future) -> core.leave(group, member, java.util.Optional.empty(), future),
        answer -> {});
  }

  private void beat() {
    if (left || memberId.isEmpty()) {
      return;
    }
    if (beating) {
      beatAgain = true;
      return;
    }
    beating = true;
    beatAgain = false;
    beats++;
    HeartbeatRequest join = HeartbeatRequest.join(group, memberId, topics, REBALANCE_TIMEOUT);
    // Whole every time, as a client does that cannot know which one was lost.
    HeartbeatRequest request =
        epoch == HeartbeatRequest.JOIN_EPOCH ? join : join.next(epoch, owned).subscribing(topics);
    String member = memberId;
    remote.<HeartbeatReply>ask(
        epoch == HeartbeatRequest.JOIN_EPOCH ? "join" : "heartbeat",
        Carriage.ORDERED,
        Patience.ANSWER,
        (core, future) -> core.heartbeat(request, future),
        answer -> {
          if (member.equals(memberId) && !left) {
            answered(answer);
          }
        });
  }

  private void answered(Answer<HeartbeatReply> answer) {
    beating = false;
    if (answer instanceof Answer.Done<HeartbeatReply> done) {
      in = true;
      epoch = done.value().memberEpoch();
      long now = beats;
      program.later(
          done.value().heartbeatInterval().toNanos() / 1_000,
          () -> {
            if (beats == now) {
              beat();
            }
          });
      boolean again = beatAgain;
      listener.assigned(done.value().assigned());
      if (again) {
        beat();
      }
      return;
    }
    ErrorCode code = answer.code();
    if (code == null
        || code.isRetriable()
        || code == ErrorCode.BROKER_CLOSED
        || code == ErrorCode.STORAGE_FAILED) {
      program.later(Patience.MOST_PAUSE, this::beat);
    } else {
      in = false;
      memberId = "";
      listener.lost();
    }
  }
}
