package dev.waybill.server.group;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.waybill.broker.Broker;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.cluster.TopicCatalog;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicMatcherTest {
  /** Longer than a slice, so that every topic is a slice of its own. */
  private static final long STEP_NANOS = 2_000_000;

  @TempDir Path directory;

  private final Queue<Runnable> loop = new ArrayDeque<>();
  private final AtomicLong clock = new AtomicLong();
  private Broker broker;
  private TopicMatcher matcher;

  @BeforeEach
  void open() throws Exception {
    broker = Broker.open(directory, BrokerSettings.defaults(1));
    create("orders");
    create("payments");
    create("ordinary");
    matcher =
        new TopicMatcher(
            Pattern.compile("ord.*"), new TopicCatalog(broker), () -> clock.addAndGet(STEP_NANOS));
  }

  @AfterEach
  void close() {
    broker.close();
  }

  @Test
  void matchesInSlicesAndWaitsTheFirstTime() {
    CompletableFuture<SortedSet<String>> first = matcher.matching(loop::add);
    CompletableFuture<SortedSet<String>> meanwhile = matcher.matching(loop::add);
    assertThat(first).isNotDone();
    assertThat(loop).hasSize(1);

    runLoop();

    assertThat(first).isCompletedWithValueMatching(found -> found.size() == 2);
    assertThat(meanwhile).isCompleted();
    assertThat(first.join()).containsExactly("orders", "ordinary");
  }

  @Test
  void tellsWhatMatchedBeforeWhileItLooksAtWhatHasChanged() throws Exception {
    matcher.matching(loop::add);
    runLoop();
    create("ordeal");

    assertThat(matcher.matching(loop::add).join()).doesNotContain("ordeal");
    assertThat(loop).hasSize(1);
    runLoop();
    assertThat(matcher.matching(loop::add).join()).contains("ordeal");

    broker.deleteTopic("orders").get();
    matcher.matching(loop::add);
    runLoop();
    assertThat(matcher.matching(loop::add).join()).containsExactly("ordeal", "ordinary");
  }

  @Test
  void looksAtNothingAgainWhileNoTopicChanges() {
    matcher.matching(loop::add);
    runLoop();

    matcher.matching(loop::add);

    assertThat(loop).isEmpty();
  }

  private void create(String topic) throws Exception {
    broker.createTopic(topic, TopicSettings.ofPartitions(1)).get();
  }

  private void runLoop() {
    while (!loop.isEmpty()) {
      loop.remove().run();
    }
  }
}
