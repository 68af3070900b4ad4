package dev.waybill.broker.group;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Collects what one command did to several groups, in order. */
final class ChangesBuilder {
  private final List<GroupRecord> records = new ArrayList<>();
  private final SortedSet<Changes.MemberRef> nudged = new TreeSet<>();
  private final SortedSet<Changes.MemberRef> departed = new TreeSet<>();

  void add(Changes changes) {
    records.addAll(changes.records());
    nudged.addAll(changes.nudged());
    departed.addAll(changes.departed());
  }

  Changes build() {
    return new Changes(records, nudged, departed);
  }
}
