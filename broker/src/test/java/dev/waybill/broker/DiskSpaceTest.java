package dev.waybill.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DiskSpaceTest {
  private final AtomicLong usable = new AtomicLong(1_000);
  private final DiskSpace space = new DiskSpace(usable::get, 500);

  @Test
  void appendsAreRefusedBelowTheReserveAndAdmittedAboveItAgain() {
    assertThat(space.admits(10)).isTrue();

    usable.set(499);
    assertThat(space.admits(2 << 20)).isFalse();

    usable.set(500);
    assertThat(space.admits(10)).isTrue();
  }
}
