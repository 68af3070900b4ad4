package dev.waybill.broker.group;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a command did besides answering.
 *
 * @param records to be journalled, in this order; the answer may be given only after they are
 *     synced
 * @param nudged members who would learn something new by heartbeating now. A front that can reach
 *     them wakes them; the others find out at their next heartbeat.
 * @param departed members who are in the group no more, whoever removed them
 */
public record Changes(
    List<GroupRecord> records, SortedSet<MemberRef> nudged, SortedSet<MemberRef> departed) {
  static final Changes NONE = of(List.of());

  public Changes {
    records = List.copyOf(records);
    // Sorted, because the order in which members are woken is part of the history a seed gives.
    nudged = Collections.unmodifiableSortedSet(new TreeSet<>(nudged));
    departed = Collections.unmodifiableSortedSet(new TreeSet<>(departed));
  }

  /** Changes that concern no member. */
  static Changes of(List<GroupRecord> records) {
    return new Changes(records, Collections.emptySortedSet(), Collections.emptySortedSet());
  }

  /** A member of a group. */
  public record MemberRef(String group, String memberId) implements Comparable<MemberRef> {
    private static final Comparator<MemberRef> ORDER =
        Comparator.comparing(MemberRef::group).thenComparing(MemberRef::memberId);

    @Override
    public int compareTo(MemberRef other) {
      return ORDER.compare(this, other);
    }
  }
}
