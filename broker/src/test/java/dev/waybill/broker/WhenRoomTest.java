package dev.waybill.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.core.Backlog;
import org.junit.jupiter.api.Test;

/** Who waits for room is told when trying again would succeed, and not before. */
class WhenRoomTest {
  private final Backlog backlog = new Backlog(100);

  @Test
  void smallAppendsWaitUntilHalfIsFree() {
    assertThat(backlog.tryReserve(60)).isTrue();

    assertThat(backlog.hasRoomFor(10)).isFalse();
    backlog.release(10);
    assertThat(backlog.hasRoomFor(10)).isTrue();
  }

  @Test
  void appendLargerThanHalfWaitsUntilItFits() {
    assertThat(backlog.tryReserve(40)).isTrue();

    assertThat(backlog.hasRoomFor(70)).isFalse();
    assertThat(backlog.tryReserve(70)).isFalse();
    backlog.release(10);
    assertThat(backlog.hasRoomFor(70)).isTrue();
    assertThat(backlog.tryReserve(70)).isTrue();
  }

  @Test
  void appendLargerThanAllWaitsUntilItIsAlone() {
    assertThat(backlog.tryReserve(1)).isTrue();

    assertThat(backlog.hasRoomFor(1_000)).isFalse();
    backlog.release(1);
    assertThat(backlog.hasRoomFor(1_000)).isTrue();
    assertThat(backlog.tryReserve(1_000)).isTrue();
  }
}
