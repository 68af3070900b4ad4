package dev.waybill.verifier.simulate.actor;

import dev.waybill.broker.group.Committer;
import dev.waybill.broker.topic.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;

/** A member of a group, by one of the two protocols. */
public interface Membership {
  Duration REBALANCE_TIMEOUT = Duration.ofMillis(450);

  /** Told what the broker decides. */
  interface Listener {
    /** All it may read now. */
    void assigned(Set<TopicPartition> all);

    /** It is no member any more; what it holds may belong to others. */
    void lost();
  }

  boolean isIn();

  /** Its epoch or generation. */
  int epoch();

  Committer committer();

  void join();

  /** Says what it holds now; what is missing from it goes to others. */
  void own(Collection<TopicPartition> now);

  void leave();
}
