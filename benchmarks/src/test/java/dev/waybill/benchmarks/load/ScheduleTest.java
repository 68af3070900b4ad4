package dev.waybill.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScheduleTest {

  private final Schedule schedule = new Schedule(1000, 10);
  private final long start = schedule.intendedNanos(0);

  @Test
  void spacesMessagesEvenly() {
    assertThat(schedule.intendedNanos(3) - start).isEqualTo(3_000_000);
  }

  @Test
  void countsWhatIsDueAndNeverMoreThanThereIs() {
    assertThat(schedule.dueBy(start)).isEqualTo(1);
    assertThat(schedule.dueBy(start + 2_500_000)).isEqualTo(3);
    assertThat(schedule.dueBy(start + 1_000_000_000)).isEqualTo(10);
  }

  @Test
  void neverSendsEarly() {
    schedule.awaitDue(5);

    assertThat(System.nanoTime()).isGreaterThanOrEqualTo(schedule.intendedNanos(5));
  }
}
