package dev.waybill.server.group;

import dev.waybill.server.cluster.TopicCatalog;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which members subscribe by which regular expression, of which they speak only once: members with
 * the same one share its matcher. Thread-safe.
 *
 * <p>In memory only. A member that is not known here keeps the topics the broker knows of it; after
 * a restart of the broker it is unknown there too, joins again, and says everything. Entries go
 * when members do, and with their silence.
 */
public final class MemberPatterns {
  private record Key(String group, String memberId) {}

  private record Entry(TopicMatcher matcher, long seenNanos) {}

  private static final long FORGET_NANOS = Duration.ofHours(1).toNanos();

  private final TopicCatalog topics;
  private final LongSupplier nanoTime;
  private final Map<Key, Entry> byMember = new ConcurrentHashMap<>();

  public MemberPatterns(TopicCatalog topics, LongSupplier nanoTime) {
    this.topics = topics;
    this.nanoTime = nanoTime;
  }

  /** The member's present expression. */
  @Nullable TopicMatcher find(String group, String memberId) {
    Entry entry = byMember.get(new Key(group, memberId));
    return entry == null ? null : entry.matcher();
  }

  /**
   * The matcher of an expression, perhaps another member's.
   *
   * @throws org.apache.kafka.common.errors.InvalidRegularExpression when it is none, or too large
   */
  TopicMatcher matcher(String text) {
    for (Entry each : byMember.values()) {
      if (each.matcher().text().equals(text)) {
        return each.matcher();
      }
    }
    return new TopicMatcher(PatternLimits.compile(text), topics, nanoTime);
  }

  /** The member was just heard, subscribing by this expression; null for none. */
  void heard(String group, String memberId, @Nullable TopicMatcher matcher) {
    if (matcher == null) {
      remove(group, memberId);
      return;
    }
    long now = nanoTime.getAsLong();
    if (byMember.put(new Key(group, memberId), new Entry(matcher, now)) == null) {
      // Only when one comes is there reason to look for those who went without a word.
      byMember.values().removeIf(each -> now - each.seenNanos() > FORGET_NANOS);
    }
  }

  /** The member is gone. */
  void remove(String group, String memberId) {
    byMember.remove(new Key(group, memberId));
  }
}
