package dev.waybill.admin;

import dev.waybill.message.TopicPartition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group as the engine knows it.
 *
 * @param state {@code empty}, {@code stable}, {@code reconciling} or the engine's own word
 * @param epoch grows with every change of membership; −1 where the engine does not tell
 */
public record GroupDescription(
    String name, String state, int epoch, List<Member> members, List<Position> positions) {

  public GroupDescription {
    members = List.copyOf(members);
    positions = List.copyOf(positions);
  }

  /** Whether partitions are with the members they are meant for. */
  public boolean isStable() {
    return state.equals("stable");
  }

  /**
   * A member and what it owns.
   *
   * @param client who it is and where, for a member that is not in this process; else empty
   * @param epoch its epoch, or its group's generation; −1 where the engine does not tell
   */
  public record Member(String id, String client, int epoch, List<TopicPartition> partitions) {
    public Member {
      partitions = List.copyOf(partitions);
    }
  }

  /**
   * How far the group is in one partition.
   *
   * @param committed the next message to be delivered; −1 if nothing was committed
   * @param end where durable messages end
   * @param owner the member that owns the partition, if one does
   */
  public record Position(
      TopicPartition partition, long committed, long end, @Nullable String owner) {

    /** Messages still to be delivered; all of them if nothing was committed. */
    public long lag() {
      return Math.max(0, end - Math.max(0, committed));
    }
  }
}
