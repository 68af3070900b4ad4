package dev.waybill.broker.core;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.group.ClassicGroups;
import dev.waybill.broker.group.ClassicOutcome;
import dev.waybill.broker.group.classic.Answer;
import dev.waybill.broker.group.classic.JoinReply;
import dev.waybill.broker.group.classic.JoinRequest;
import dev.waybill.broker.group.classic.MemberIdentity;
import dev.waybill.broker.group.classic.SyncReply;
import dev.waybill.broker.group.classic.SyncRequest;
import dev.waybill.broker.group.error.GroupError;
import dev.waybill.broker.group.error.GroupException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Members of the classic protocol at the core's counter. A join or sync waits here until its group
 * answers it, which is when the others have come, or a timeout ended the waiting.
 */
final class ClassicDesk {
  private final ClassicGroups groups;
  private final GroupDesk desk;
  private final Replies replies;
  private final Moment moment;

  /** By ticket, in order. Invariant: exactly those that some member of a group waits with. */
  private final SortedMap<Long, CompletableFuture<JoinReply>> joining = new TreeMap<>();

  private final SortedMap<Long, CompletableFuture<SyncReply>> syncing = new TreeMap<>();
  private long lastTicket;

  ClassicDesk(ClassicGroups groups, GroupDesk desk, Replies replies, Moment moment) {
    this.groups = groups;
    this.desk = desk;
    this.replies = replies;
    this.moment = moment;
  }

  void join(JoinRequest request, String freshId, CompletableFuture<JoinReply> future) {
    long ticket = ++lastTicket;
    ClassicOutcome outcome = groups.join(request, ticket, freshId, moment.now());
    joining.put(ticket, future);
    take(outcome);
  }

  void sync(SyncRequest request, CompletableFuture<SyncReply> future) {
    long ticket = ++lastTicket;
    ClassicOutcome outcome = groups.sync(request, ticket, moment.now());
    syncing.put(ticket, future);
    take(outcome);
  }

  void heartbeat(String group, MemberIdentity who, CompletableFuture<Void> future) {
    if (groups.heartbeat(group, who, moment.now())) {
      throw new GroupException(
          GroupError.REBALANCE_IN_PROGRESS,
          "Group \""
              + group
              + "\" makes its next generation; member \""
              + who.memberId()
              + "\" is still in it. Finish and commit what is under way, then join again.");
    }
    desk.whenKnown(group, Reply.done(future));
  }

  void leave(
      String group, String memberId, Optional<String> instanceId, CompletableFuture<Void> future) {
    take(groups.leave(group, memberId, instanceId, moment.now()));
    desk.whenKnown(group, Reply.done(future));
  }

  void tick() {
    OptionalLong due = groups.nextDeadline();
    if (due.isPresent() && due.getAsLong() <= moment.monotonicMillis()) {
      groups.tick(moment.now()).forEach(this::take);
    }
  }

  OptionalLong nextDeadline() {
    return groups.nextDeadline();
  }

  /** Nobody will be answered any more: who waits is told why. */
  void abandon(BrokerException cause) {
    List<CompletableFuture<?>> waiting = new ArrayList<>(joining.values());
    waiting.addAll(syncing.values());
    joining.clear();
    syncing.clear();
    waiting.forEach(future -> replies.fail(future, cause));
  }

  private void take(ClassicOutcome outcome) {
    desk.journal(outcome.changes());
    outcome.answers().forEach(answer -> give(outcome.group(), answer));
  }

  private void give(String group, Answer answer) {
    if (answer instanceof Answer.ToJoin join) {
      desk.whenKnown(group, new Reply<>(waiting(joining.remove(join.ticket())), join.reply()));
    } else if (answer instanceof Answer.ToSync sync) {
      desk.whenKnown(group, new Reply<>(waiting(syncing.remove(sync.ticket())), sync.reply()));
    } else if (answer instanceof Answer.Refusal refusal) {
      CompletableFuture<JoinReply> join = joining.remove(refusal.ticket());
      replies.fail(
          join != null ? join : waiting(syncing.remove(refusal.ticket())),
          GroupDesk.translate(refusal.reason()));
    } else {
      throw new IllegalStateException("An answer nobody gives: " + answer);
    }
  }

  private static <T> CompletableFuture<T> waiting(@Nullable CompletableFuture<T> future) {
    if (future == null) {
      throw new IllegalStateException("A group answered a request that does not wait.");
    }
    return future;
  }
}
