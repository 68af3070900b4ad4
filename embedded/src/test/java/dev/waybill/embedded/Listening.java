package dev.waybill.embedded;

import dev.waybill.engine.AssignmentListener;
import dev.waybill.message.TopicPartition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** A listener that remembers what it was told. */
class Listening implements AssignmentListener {
  final List<String> told = Collections.synchronizedList(new ArrayList<>());

  @Override
  public void onAssigned(Set<TopicPartition> partitions) {
    told.add("assigned " + partitions);
  }

  @Override
  public void onRevoked(Set<TopicPartition> partitions) {
    told.add("revoked " + partitions);
  }

  @Override
  public void onLost(Set<TopicPartition> partitions) {
    told.add("lost " + partitions);
  }
}
