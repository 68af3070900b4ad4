package dev.waybill.kafka.consume;

import dev.waybill.engine.ConsumerSettings;
import dev.waybill.error.FencedException;
import dev.waybill.error.RejectedException;
import dev.waybill.kafka.cluster.OwnMembers;
import dev.waybill.kafka.consume.GroupPositions.Claim;
import dev.waybill.kafka.translation.Words;
import dev.waybill.message.TopicPartition;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Who a reader is in its group, and whether it still is: it must have polled within the session
 * timeout. The polling thread's.
 */
final class Membership {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final ConsumerSettings settings;
  private final Partitions partitions;
  private final OwnMembers members;
  private final LongSupplier nanoClock;
  private long lastPollNanos;
  private String introduced = "";

  /**
   * @param members where this introduces itself
   */
  Membership(
      KafkaConsumer<byte[], byte[]> consumer,
      ConsumerSettings settings,
      Partitions partitions,
      OwnMembers members,
      LongSupplier nanoClock) {
    this.consumer = consumer;
    this.settings = settings;
    this.partitions = partitions;
    this.members = members;
    this.nanoClock = nanoClock;
    this.lastPollNanos = nanoClock.getAsLong();
  }

  /** The member's id, empty without a group and before it is given one. */
  String id() {
    return settings.group().isEmpty() ? "" : consumer.groupMetadata().memberId();
  }

  /** A poll has just ended: that is what keeps the membership. */
  void polled() {
    lastPollNanos = nanoClock.getAsLong();
    introduce(id());
  }

  /** It was given up. */
  void left() {
    introduce("");
  }

  /** Descriptions of groups tell this process' members from others by their ids, which change. */
  private void introduce(String id) {
    if (!id.equals(introduced)) {
      members.remove(introduced);
      if (!id.isEmpty()) {
        members.add(id);
      }
      introduced = id;
    }
  }

  /**
   * As {@link GroupPositions#claim}. A client that was expelled commits as nobody's member, which a
   * group that has no other takes from anybody; so who may have been expelled is refused here.
   */
  Claim claim(String what, Map<TopicPartition, Long> next) {
    requireGroup();
    next.forEach(Membership::requireOffset);
    ConsumerGroupMetadata membership = consumer.groupMetadata();
    boolean silent = nanoClock.getAsLong() - lastPollNanos > settings.sessionTimeout().toNanos();
    if (silent || membership.generationId() < 0 || !partitions.ours().containsAll(next.keySet())) {
      throw new FencedException(
          what
              + ": expected "
              + next.keySet()
              + " to be ours, found "
              + partitions.ours()
              + (silent ? " and no poll for longer than " + settings.sessionTimeout() : "")
              + "; no position was moved. Poll, and go on with what is assigned then");
    }
    return new Claim(Words.positions(next), membership);
  }

  private void requireGroup() {
    if (settings.group().isEmpty()) {
      throw new RejectedException(
          "committing positions: expected a consumer with a group, found a broadcast reader; it has"
              + " no positions. Consume with a group to commit");
    }
  }

  private static void requireOffset(TopicPartition partition, long offset) {
    if (offset < 0) {
      throw new RejectedException(
          "committing the position of "
              + partition
              + ": expected an offset of at least 0, found "
              + offset
              + "; no position was moved");
    }
  }
}
