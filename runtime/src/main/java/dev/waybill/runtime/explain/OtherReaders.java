package dev.waybill.runtime.explain;

import dev.waybill.Explanation.OtherReader;
import dev.waybill.admin.GroupDescription;
import dev.waybill.admin.GroupDescription.Member;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Members on the wire: of them an engine knows who they are, and nobody what they declared. */
final class OtherReaders {

  private OtherReaders() {}

  /** Empty when all members are in this process. */
  static Optional<OtherReader> of(GroupDescription group) {
    List<Member> elsewhere =
        group.members().stream().filter(member -> !member.client().isEmpty()).toList();
    if (elsewhere.isEmpty()) {
      return Optional.empty();
    }
    List<String> topics =
        Stream.concat(
                group.positions().stream().map(GroupDescription.Position::partition),
                elsewhere.stream().flatMap(member -> member.partitions().stream()))
            .map(partition -> partition.topic())
            .distinct()
            .sorted()
            .toList();
    return Optional.of(
        new OtherReader(group.name(), topics, elsewhere.stream().map(Member::client).toList()));
  }
}
