package dev.waybill.broker.core;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.error.ForeignCode;
import dev.waybill.broker.group.Changes;
import dev.waybill.broker.group.Changes.MemberRef;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.FetchedPosition;
import dev.waybill.broker.group.GroupDescription;
import dev.waybill.broker.group.GroupRecord;
import dev.waybill.broker.group.GroupRecord.GenerationSettled;
import dev.waybill.broker.group.GroupRecord.MembershipChanged;
import dev.waybill.broker.group.GroupRecord.PositionsStaged;
import dev.waybill.broker.group.GroupRegistry;
import dev.waybill.broker.group.GroupSummary;
import dev.waybill.broker.group.HeartbeatReply;
import dev.waybill.broker.group.HeartbeatRequest;
import dev.waybill.broker.group.Outcome;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.group.error.GroupException;
import dev.waybill.broker.journal.JournalRecord.OfGroup;
import dev.waybill.broker.topic.TopicPartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Groups at the core's counter: journals what the registry records, and answers when it is synced.
 *
 * <p>Reads wait too while a record is on its way: who starts from a position that a crash takes
 * back would leave a gap. A heartbeat waits only for a change of its own group, so that a slow disk
 * delays acknowledgements and not signs of life.
 */
final class GroupDesk {
  private final GroupRegistry registry;
  private final Rounds rounds;
  private final Replies replies;
  private final Moment moment;

  /** Invariant: only of members; they end with the membership, however it ends. */
  private final Map<MemberRef, Runnable> nudges = new HashMap<>();

  /** Groups whose members changed, with the round that makes it durable; gone when it is. */
  private final Map<String, Long> changing = new HashMap<>();

  GroupDesk(GroupRegistry registry, Rounds rounds, Replies replies, Moment moment) {
    this.registry = registry;
    this.rounds = rounds;
    this.replies = replies;
    this.moment = moment;
  }

  void heartbeat(HeartbeatRequest request, CompletableFuture<HeartbeatReply> future) {
    Outcome<HeartbeatReply> outcome = registry.heartbeat(request, moment.now());
    journal(outcome.changes());
    whenKnown(request.group(), new Reply<>(future, outcome.reply()));
  }

  /** Gives an answer once what the group became is synced, and waits for nothing else. */
  void whenKnown(String group, Reply<?> reply) {
    Long round = changing.get(group);
    if (round == null) {
      replies.add(reply);
    } else {
      rounds.whenSynced(round, reply);
    }
  }

  void leave(
      String group, String memberId, Optional<String> instanceId, CompletableFuture<Void> future) {
    Changes changes = registry.leave(group, memberId, instanceId, moment.now());
    // Who leaves by itself knows; an operator's call finds the member by its instance, and wakes
    // it.
    nudges.remove(new MemberRef(group, memberId));
    answer(future, changes);
  }

  /** Whether the group's members heartbeat here, rather than at the {@link ClassicDesk}. */
  boolean hasMembers(String group) {
    return registry.hasMembers(group);
  }

  void leaveTemporarily(
      String group, String memberId, Optional<String> instanceId, CompletableFuture<Void> future) {
    Changes changes = registry.leaveTemporarily(group, memberId, instanceId, moment.now());
    nudges.remove(new MemberRef(group, memberId));
    answer(future, changes);
  }

  void onNudge(String group, String memberId, Runnable nudge) {
    if (registry.isMember(group, memberId)) {
      nudges.put(new MemberRef(group, memberId), nudge);
    } else {
      // It was expelled meanwhile, which it learns by heartbeating now.
      replies.run(() -> ForeignCode.run(nudge));
    }
  }

  void commit(
      String group,
      Committer committer,
      Map<TopicPartition, Position> positions,
      CompletableFuture<Void> future) {
    answer(future, registry.commit(group, committer, positions, moment.now()));
  }

  void fetch(
      String group,
      Committer reader,
      @Nullable Collection<TopicPartition> partitions,
      CompletableFuture<Map<TopicPartition, FetchedPosition>> future) {
    answer(
        future,
        partitions == null
            ? registry.fetchAll(group, reader)
            : registry.fetch(group, reader, partitions));
  }

  void deletePositions(
      String group,
      Collection<TopicPartition> partitions,
      CompletableFuture<Set<TopicPartition>> future) {
    Outcome<SortedSet<TopicPartition>> outcome = registry.deletePositions(group, partitions);
    journal(outcome.changes());
    answer(future, outcome.reply());
  }

  void list(CompletableFuture<SortedMap<String, GroupSummary>> future) {
    answer(future, registry.list());
  }

  void describe(String group, CompletableFuture<GroupDescription> future) {
    answer(future, registry.describe(group));
  }

  void delete(String group, CompletableFuture<Void> future) {
    answer(future, registry.delete(group));
  }

  void reset(
      String group, Map<TopicPartition, Position> positions, CompletableFuture<Void> future) {
    answer(future, registry.reset(group, positions, moment.now()));
  }

  void topicsChanged(Set<String> topics) {
    journal(registry.topicsChanged(topics, moment.now()));
  }

  void topicDeleted(String topic) {
    registry.topicDeleted(topic);
    topicsChanged(Set.of(topic));
  }

  void recovered() {
    journal(registry.recovered(moment.now()));
  }

  void tick() {
    OptionalLong due = registry.nextDeadline();
    if (due.isPresent() && due.getAsLong() <= moment.monotonicMillis()) {
      journal(registry.tick(moment.now()));
    }
  }

  OptionalLong nextDeadline() {
    return registry.nextDeadline();
  }

  /** Writes down what was decided, and wakes those it concerns. */
  void journal(Changes changes) {
    changes.records().forEach(this::journal);
    for (MemberRef member : changes.nudged()) {
      Runnable nudge = nudges.get(member);
      if (nudge != null) {
        replies.run(() -> ForeignCode.run(nudge));
      }
    }
    for (MemberRef member : changes.departed()) {
      Runnable nudge = nudges.remove(member);
      if (nudge != null) {
        replies.run(() -> ForeignCode.run(nudge));
      }
    }
  }

  private void journal(GroupRecord record) {
    if (record instanceof PositionsStaged) {
      // It counts by its transaction's decision, which is written after it; recovery drops the
      // rest.
      rounds.note(new OfGroup(record));
      return;
    }
    Round round = rounds.filling();
    round.decide(new OfGroup(record));
    if (record instanceof MembershipChanged change) {
      changes(change.group(), round);
    } else if (record instanceof GenerationSettled settling) {
      changes(settling.group(), round);
    }
  }

  private void changes(String group, Round round) {
    changing.put(group, round.number());
    round.afterSync(() -> changing.remove(group, round.number()));
  }

  /** The group's refusal in the broker's words. */
  static BrokerException translate(GroupException e) {
    ErrorCode code =
        switch (e.error()) {
          case UNKNOWN_MEMBER -> ErrorCode.UNKNOWN_MEMBER;
          case FENCED_MEMBER_EPOCH -> ErrorCode.FENCED_MEMBER_EPOCH;
          case STALE_EPOCH -> ErrorCode.STALE_MEMBER_EPOCH;
          case NOT_OWNER -> ErrorCode.NOT_OWNER;
          case FENCED_INSTANCE_ID -> ErrorCode.FENCED_INSTANCE_ID;
          case UNRELEASED_INSTANCE_ID -> ErrorCode.UNRELEASED_INSTANCE_ID;
          case GROUP_NOT_EMPTY -> ErrorCode.GROUP_NOT_EMPTY;
          case PENDING_TRANSACTION -> ErrorCode.PENDING_TRANSACTION;
          case UNKNOWN_GROUP -> ErrorCode.UNKNOWN_GROUP;
          case INVALID_GROUP -> ErrorCode.INVALID_GROUP;
          case ILLEGAL_GENERATION -> ErrorCode.ILLEGAL_GENERATION;
          case REBALANCE_IN_PROGRESS -> ErrorCode.REBALANCE_IN_PROGRESS;
          case INCONSISTENT_PROTOCOL -> ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
          case INVALID_SESSION_TIMEOUT -> ErrorCode.INVALID_SESSION_TIMEOUT;
          case INVALID_REQUEST -> ErrorCode.INVALID_REQUEST;
          case METADATA_TOO_LARGE -> ErrorCode.METADATA_TOO_LARGE;
          case UNSUPPORTED_ASSIGNOR -> ErrorCode.UNSUPPORTED_ASSIGNOR;
          case GROUP_FULL -> ErrorCode.GROUP_FULL;
          case UNKNOWN_PARTITION -> ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        };
    return new BrokerException(code, String.valueOf(e.getMessage()), e);
  }

  private void answer(CompletableFuture<Void> future, Changes changes) {
    journal(changes);
    rounds.whenJournalSynced(Reply.done(future));
  }

  private <T> void answer(CompletableFuture<T> future, T reply) {
    rounds.whenJournalSynced(new Reply<>(future, reply));
  }
}
