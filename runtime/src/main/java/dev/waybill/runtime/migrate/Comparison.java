package dev.waybill.runtime.migrate;

import dev.waybill.admin.TopicDescription.PartitionDescription;
import dev.waybill.error.RejectedException;
import dev.waybill.message.Header;
import dev.waybill.message.Headers;
import dev.waybill.message.StoredMessage;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds what the target has of a topic against the source's beginning, message by message. */
final class Comparison {
  private final Reader source;
  private final Reader target;
  private final Progress progress;

  Comparison(Reader source, Reader target, Progress progress) {
    this.source = source;
    this.target = target;
    this.progress = progress;
  }

  /**
   * Walks both sides of every partition as far as the target goes. What the target has behind the
   * source's end is others' and left alone.
   *
   * @param there the target's partitions
   * @throws RejectedException the target has something else
   */
  void run(TopicPlan topic, List<PartitionDescription> there) {
    for (Track track : topic.tracks()) {
      PartitionDescription has = there.get(track.partition.partition());
      walk(track, has);
      track.there();
    }
  }

  private void walk(Track track, PartitionDescription has) {
    Reader.Cursor theirs = target.cursor(track.partition, has.startOffset(), has.stableOffset());
    StoredMessage copy = theirs.peek();
    if (copy == null && track.start < track.end) {
      return; // nothing to compare: the source is read when it is copied
    }
    Reader.Cursor ours = source.cursor(track.partition, track.start, track.end);
    StoredMessage original = ours.peek();
    while (original != null && copy != null) {
      String difference = difference(original, copy);
      if (difference != null) {
        throw refusal(track, original, copy, has, difference);
      }
      long ordinal = track.count();
      track.take(original);
      track.marks.arrive(ordinal, copy.offset());
      progress.one();
      ours.next();
      theirs.next();
      original = ours.peek();
      copy = theirs.peek();
    }
    if (original == null) {
      track.endOfSource();
      track.marks.arrive(track.count(), copy == null ? has.stableOffset() : copy.offset());
    }
  }

  private static @Nullable String difference(StoredMessage original, StoredMessage copy) {
    if (!Arrays.equals(original.key(), copy.key())) {
      return "another key";
    }
    if (!Arrays.equals(original.value(), copy.value())) {
      return "another value";
    }
    if (original.timestampMillis() != copy.timestampMillis()) {
      return "timestamp " + copy.timestampMillis() + " instead of " + original.timestampMillis();
    }
    return sameHeaders(original.headers(), copy.headers()) ? null : "other headers";
  }

  private static boolean sameHeaders(Headers original, Headers copy) {
    List<Header> these = original.asList();
    List<Header> those = copy.asList();
    if (these.size() != those.size()) {
      return false;
    }
    for (int i = 0; i < these.size(); i++) {
      if (!these.get(i).name().equals(those.get(i).name())
          || !Arrays.equals(these.get(i).value(), those.get(i).value())) {
        return false;
      }
    }
    return true;
  }

  private static RejectedException refusal(
      Track track,
      StoredMessage original,
      StoredMessage copy,
      PartitionDescription has,
      String difference) {
    String trimmed = "";
    if (track.count() == 0 && track.start > 0) {
      trimmed = " (retention has deleted the source's messages before offset " + track.start + ")";
    } else if (track.count() == 0 && has.startOffset() > 0) {
      trimmed =
          " (retention has deleted the target's messages before offset " + has.startOffset() + ")";
    }
    return new RejectedException(
        "migrating "
            + track.partition
            + ": expected the target to be empty or to begin as the source does, found as message "
            + (track.count() + 1)
            + ", offset "
            + copy.offset()
            + " in the target and "
            + original.offset()
            + " in the source, "
            + difference
            + trimmed
            + "; the target's topic, offsets "
            + has.startOffset()
            + " to "
            + has.endOffset()
            + ", was left as it is and nothing was published. Delete it there if nobody needs it"
            + " and run the migration again, or leave the topic out");
  }
}
