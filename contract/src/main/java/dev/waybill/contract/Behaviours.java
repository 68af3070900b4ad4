package dev.waybill.contract;

import static java.util.Objects.requireNonNull;

import dev.waybill.admin.GroupDescription;
import dev.waybill.contract.gate.Gate;
import dev.waybill.contract.subject.EngineHolder;
import dev.waybill.contract.subject.EngineUnderTest;
import dev.waybill.engine.Engine;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What all suites have: an engine on data of its own, or on a server that others use too. */
@ExtendWith(Gate.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
public abstract class Behaviours implements EngineHolder {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

  private @Nullable EngineUnderTest underTest;
  private @Nullable Engine engine;

  /** Makes what the engine is opened on; called before every behaviour, closed after it. */
  protected abstract EngineUnderTest engineUnderTest() throws Exception;

  @BeforeEach
  final void openTheEngine() throws Exception {
    underTest = engineUnderTest();
    engine = underTest.open();
  }

  @AfterEach
  final void closeTheEngine() throws Exception {
    try {
      if (engine != null) {
        engine.close();
      }
    } finally {
      if (underTest != null) {
        underTest.close();
      }
    }
  }

  @Override
  public final EngineUnderTest underTest() {
    return requireNonNull(underTest, "the engine under test is made before each behaviour");
  }

  @Override
  public final Engine engine() {
    return requireNonNull(engine, "the engine is opened before each behaviour");
  }

  /** Closes the engine and opens another on the same data. */
  final Engine reopen() {
    engine().close();
    engine = underTest().open();
    return engine;
  }

  final Duration patience() {
    return underTest().patience();
  }

  /** The group's position in that partition, −1 where it has none. */
  final long committed(String group, TopicPartition partition) {
    return engine().groups().describe(group).stream()
        .flatMap(described -> described.positions().stream())
        .filter(position -> position.partition().equals(partition))
        .mapToLong(GroupDescription.Position::committed)
        .findFirst()
        .orElse(-1);
  }

  /** Waits until it holds, without doing anything for it. */
  final void await(String what, BooleanSupplier holds) throws InterruptedException {
    Deadline deadline = new Deadline(patience());
    while (!holds.getAsBoolean()) {
      deadline.check(what);
      TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
    }
  }
}
