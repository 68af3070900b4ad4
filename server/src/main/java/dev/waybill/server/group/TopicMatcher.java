package dev.waybill.server.group;

import com.google.re2j.Pattern;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.server.cluster.TopicCatalog;
import java.util.Collections;
import java.util.Iterator;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The topics that one regular expression matches; matched again only when topics have changed.
 * Thread-safe.
 *
 * <p>Many topics are matched in slices, so that other connections of the event loop get their turn.
 * Who asks meanwhile is told what matched before, and hears of the change with a later heartbeat.
 */
final class TopicMatcher {
  private static final long SLICE_NANOS = 1_000_000;

  private record Known(long version, SortedSet<String> matching) {}

  private final Pattern pattern;
  private final TopicCatalog topics;
  private final LongSupplier nanoTime;
  private @Nullable Known known;
  private @Nullable Run running;

  TopicMatcher(Pattern pattern, TopicCatalog topics, LongSupplier nanoTime) {
    this.pattern = pattern;
    this.topics = topics;
    this.nanoTime = nanoTime;
  }

  /** The expression as it was given. */
  String text() {
    return pattern.pattern();
  }

  /**
   * What it matches: now, or as of before the last change while that is being looked at. Waits only
   * the first time.
   *
   * @param loop runs slices after the first, which runs here
   */
  CompletableFuture<SortedSet<String>> matching(Executor loop) {
    Run begun = null;
    synchronized (this) {
      long version = topics.version();
      if (running == null && (known == null || known.version() != version)) {
        running = begun = new Run(version, topics.all().iterator());
      }
    }
    if (begun != null) {
      begun.slice(loop);
    }
    synchronized (this) {
      Known before = known;
      if (before != null) {
        return CompletableFuture.completedFuture(before.matching());
      }
      // Nothing is known yet: then somebody's first run is under way, or has just failed.
      Run first = running != null ? running : begun;
      return first != null ? first.result : matching(loop);
    }
  }

  private synchronized void done(Run run, @Nullable Known result) {
    if (running == run) {
      running = null;
    }
    known = result != null ? result : known;
  }

  private final class Run {
    private final long version;
    private final Iterator<TopicDescription> left;
    private final SortedSet<String> found = new TreeSet<>();
    private final CompletableFuture<SortedSet<String>> result = new CompletableFuture<>();

    private Run(long version, Iterator<TopicDescription> topics) {
      this.version = version;
      this.left = topics;
    }

    private void slice(Executor loop) {
      try {
        long began = nanoTime.getAsLong();
        while (left.hasNext()) {
          // At least one a slice, or a slow clock would have it turn for ever.
          String name = left.next().name();
          if (pattern.matcher(name).matches()) {
            found.add(name);
          }
          if (left.hasNext() && nanoTime.getAsLong() - began > SLICE_NANOS) {
            loop.execute(() -> slice(loop));
            return;
          }
        }
      } catch (RuntimeException e) {
        done(this, null);
        result.completeExceptionally(e);
        return;
      }
      SortedSet<String> matching = Collections.unmodifiableSortedSet(found);
      done(this, new Known(version, matching));
      result.complete(matching);
    }
  }
}
