package dev.waybill.broker.group.assignor;

import dev.waybill.broker.topic.TopicPartition;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Gives every member as many partitions as the others, as far as subscriptions allow, and moves as
 * few as possible.
 *
 * <ol>
 *   <li>Everyone keeps what it had and may still have.
 *   <li>Partitions without an owner go to the member with the fewest, scarce topics first.
 *   <li>While some member has at least two more than another, one partition moves between them:
 *       directly, or along a chain of members where no topic is common to both ends ({@link
 *       LoadBalance}).
 * </ol>
 *
 * When all members subscribe to the same topics their counts differ by at most one.
 */
final class UniformAssignor implements Assignor {

  @Override
  public String name() {
    return "uniform";
  }

  @Override
  public SortedMap<String, SortedSet<TopicPartition>> assign(
      Subscriptions subscriptions, SortedMap<String, SortedSet<TopicPartition>> previous) {
    LoadBalance balance = new LoadBalance(subscriptions, previous);
    balance.keepPrevious();
    balance.giveOrphans();
    balance.even();
    return balance.result();
  }
}
