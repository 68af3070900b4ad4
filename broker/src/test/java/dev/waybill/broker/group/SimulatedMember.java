package dev.waybill.broker.group;

import dev.waybill.broker.topic.TopicPartition;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** A consumer's side of the protocol: what it was told, and what it is really reading. */
final class SimulatedMember {
  final String id;
  final SortedSet<TopicPartition> reading = new TreeSet<>();
  private HeartbeatRequest request;
  private SortedSet<TopicPartition> allowed = new TreeSet<>();
  private int epoch = HeartbeatRequest.JOIN_EPOCH;

  SimulatedMember(HeartbeatRequest join) {
    this.id = join.memberId();
    this.request = join;
  }

  /** Sends the whole request every time, as a client does that cannot know which one was lost. */
  HeartbeatRequest nextRequest() {
    return epoch == HeartbeatRequest.JOIN_EPOCH
        ? request
        : request.next(epoch, reading).subscribing(request.terms().names().orElseThrow());
  }

  void subscribe(Collection<String> topics) {
    request = request.subscribing(topics);
  }

  Set<String> topics() {
    return request.terms().names().orElseThrow();
  }

  void hears(HeartbeatReply reply) {
    epoch = reply.memberEpoch();
    allowed = reply.assigned();
    reading.addAll(allowed);
  }

  /** Forgets everything but its id. */
  void losesAll() {
    reading.clear();
    allowed = new TreeSet<>();
    epoch = HeartbeatRequest.JOIN_EPOCH;
  }

  boolean mustGiveUp() {
    return !allowed.containsAll(reading);
  }

  void givesUpOne() {
    Optional<TopicPartition> extra =
        reading.stream().filter(partition -> !allowed.contains(partition)).findFirst();
    extra.ifPresent(reading::remove);
  }

  Committer committer() {
    return new Committer(id, epoch);
  }
}
