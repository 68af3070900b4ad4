package dev.waybill.runtime.deliver;

import static dev.waybill.runtime.deliver.World.caughtUp;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.Subscribe;
import dev.waybill.Subscription;
import dev.waybill.admin.TopicSettings;
import dev.waybill.error.RejectedException;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A partition moves to another member while a handler of the old one runs on for too long. */
@Timeout(60)
class HandOverTest {

  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final TopicPartition MOVING = new TopicPartition("in", 1);

  private final World world = new World();
  private final BlockingQueue<String> entered = new LinkedBlockingQueue<>();
  private final CountDownLatch release = new CountDownLatch(1);

  @BeforeEach
  void twoPartitions() {
    world.waybill.topics().create("in", TopicSettings.partitions(2));
  }

  @AfterEach
  void close() {
    release.countDown();
    world.waybill.close();
  }

  private Subscribe.InGroup<String> group() {
    return world.waybill.subscribe(world.topic).group("g");
  }

  private void append(String text) {
    world.engine.append("in", MOVING.partition(), text.substring(0, 1), text.getBytes(UTF_8));
  }

  private void handleSlowly(String member, String text) throws InterruptedException {
    entered.add(member + " " + text);
    release.await();
    world.seen.add(member + " " + text);
  }

  private String nextEntered() throws InterruptedException {
    String next = entered.poll(World.LONG.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(next).as("a handler that begins").isNotNull();
    return next;
  }

  private Subscription joinAtLeastOnce(String member) {
    return group()
        .atLeastOnce()
        .sessionTimeout(SHORT)
        .commitEvery(Duration.ofMillis(1))
        .handle(text -> handleSlowly(member, text));
  }

  @Test
  void theMessageOfAHandlerThatRunsOnIsDeliveredAgainToTheNewOwner() throws Exception {
    append("a:1");
    Subscription old = joinAtLeastOnce("old");
    assertThat(nextEntered()).isEqualTo("old a:1");

    Subscription young = joinAtLeastOnce("young");

    assertThat(nextEntered()).isEqualTo("young a:1");
    assertThat(world.seen).as("the old handler runs on").isEmpty();
    assertThat(world.engine.committed("g", "in", 1)).isEqualTo(-1);
    release.countDown();
    caughtUp(young);
    assertThat(young.assignment()).containsExactly(MOVING);
    assertThat(old.assignment()).isEqualTo(Set.of(new TopicPartition("in", 0)));
    assertThat(world.engine.committed("g", "in", 1)).isEqualTo(1);
  }

  @Test
  void whatTheOldOwnerFinishesLateIsNotCommitted() throws Exception {
    append("a:1");
    Subscription old = joinAtLeastOnce("old");
    assertThat(nextEntered()).isEqualTo("old a:1");
    CountDownLatch never = new CountDownLatch(1);
    Subscription young =
        group()
            .atLeastOnce()
            .sessionTimeout(SHORT)
            .handle(
                text -> {
                  entered.add("young " + text);
                  never.await();
                });
    assertThat(nextEntered()).isEqualTo("young a:1");

    release.countDown();
    old.close();

    assertThat(old.counts().handled()).isEqualTo(1);
    assertThat(world.seen).containsExactly("old a:1");
    assertThat(world.engine.committed("g", "in", 1)).isEqualTo(-1);
    never.countDown();
    caughtUp(young);
    assertThat(world.engine.committed("g", "in", 1)).isEqualTo(1);
  }

  @Test
  void underAtMostOnceTheOldOwnerFinishesAloneWhatIsPastItsPosition() throws Exception {
    append("a:1");
    append("a:2");
    Subscription old = joinAtMostOnce("old");
    assertThat(nextEntered()).isEqualTo("old a:1");
    assertThat(world.engine.committed("g", "in", 1)).isEqualTo(2);

    Subscription young = joinAtMostOnce("young");
    append("a:3");

    assertThat(nextEntered()).isEqualTo("young a:3");
    assertThat(world.seen).as("the old handler runs on").isEmpty();
    release.countDown();
    assertThat(nextEntered()).isEqualTo("old a:2");
    old.close();
    young.close();
    assertThat(world.seen).containsExactlyInAnyOrder("old a:1", "old a:2", "young a:3");
  }

  private Subscription joinAtMostOnce(String member) {
    return group().atMostOnce().sessionTimeout(SHORT).handle(text -> handleSlowly(member, text));
  }

  @Test
  void theEngineIsToldTheSessionTimeoutThatWasChosen() {
    group().atMostOnce().sessionTimeout(Duration.ofMinutes(2)).handle(world.seen::add).close();
    group().exactlyOnce().process((delivery, outputs) -> {}).close();

    assertThat(world.engine.consumers)
        .extracting(settings -> settings.sessionTimeout())
        .containsExactly(Duration.ofMinutes(2), Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT0.999S", "PT-5S", "PT31M"})
  void aSessionTimeoutOutOfRangeIsRefused(String timeout) {
    assertThatThrownBy(() -> group().atLeastOnce().sessionTimeout(Duration.parse(timeout)))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("expected PT1S to PT30M, found");
  }
}
