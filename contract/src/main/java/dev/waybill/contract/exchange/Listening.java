package dev.waybill.contract.exchange;

import dev.waybill.engine.AssignmentListener;
import dev.waybill.message.TopicPartition;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener that remembers what it was told. Empty sets are not worth remembering. */
public class Listening implements AssignmentListener {

  /** What may be told. */
  public enum Kind {
    ASSIGNED,
    REVOKED,
    LOST
  }

  /** What was told once. */
  public record Told(Kind kind, Set<TopicPartition> partitions) {
    public Told {
      partitions = Set.copyOf(partitions);
    }
  }

  private final List<Told> told = new CopyOnWriteArrayList<>();

  @Override
  public void onAssigned(Set<TopicPartition> partitions) {
    tell(Kind.ASSIGNED, partitions);
  }

  @Override
  public void onRevoked(Set<TopicPartition> partitions) {
    tell(Kind.REVOKED, partitions);
  }

  @Override
  public void onLost(Set<TopicPartition> partitions) {
    tell(Kind.LOST, partitions);
  }

  /** What all news come to. */
  protected void tell(Kind kind, Set<TopicPartition> partitions) {
    if (!partitions.isEmpty()) {
      told.add(new Told(kind, partitions));
    }
  }

  /** Everything that was told, in order. */
  public List<Told> told() {
    return List.copyOf(told);
  }

  /** All partitions of which that was told. */
  public Set<TopicPartition> of(Kind kind) {
    Set<TopicPartition> all = new TreeSet<>();
    told.stream()
        .filter(each -> each.kind() == kind)
        .forEach(each -> all.addAll(each.partitions()));
    return all;
  }
}
