package dev.waybill.kafka.migrate;

import static dev.waybill.kafka.migrate.MigrationWorld.MAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.admin.TopicSettings;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.error.CorruptException;
import dev.waybill.error.FencedException;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RetriableException;
import dev.waybill.message.Headers;
import dev.waybill.runtime.migrate.Migration;
import dev.waybill.runtime.migrate.MigrationListener;
import dev.waybill.runtime.migrate.MigrationReport;
import dev.waybill.runtime.migrate.Selection;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

@ParameterizedClass(name = "{0} to {1}")
@CsvSource({"embedded, embedded", "embedded, kafka"})
@Timeout(600)
class MigrationDeathTest extends TwoPlaces {
  @BeforeEach
  void fill() {
    MigrationWorld.fill(source);
  }

  @Test
  void aMigrationThatDiesAtAnyStepIsCarriedOnByTheNext() throws IOException {
    int everyStep = to.equals("kafka") ? 11 : 1; // a run over the network takes a second or two
    int step = 1;
    boolean died = true;
    while (died) {
      try (Place place = Place.open(to, directory.resolve("fresh-" + step))) {
        Engine fresh = place.engine();
        DyingEngine dying = new DyingEngine(fresh, step);
        try {
          MigrationWorld.migrateInSmallSteps(source, dying);
          died = false;
        } catch (OutcomeUnknownException e) {
          assertThat(dying.isDead()).isTrue();
          step += everyStep;
        }
        MigrationWorld.migrateInSmallSteps(source, fresh);
        MigrationWorld.assertMoved(source, fresh);
      }
    }
    // 12 messages, 4 transactions at least, 2 topics, 3 groups: each before and after.
    assertThat(step).isGreaterThan(2 * (12 + 4 * 2 + 2 + 3));
  }

  @Test
  void aMigrationThatDiesAgainAndAgainStillArrives() {
    MigrationReport report = null;
    for (int steps = 6; report == null; steps += to.equals("kafka") ? 8 : 2) {
      try {
        report = MigrationWorld.migrateInSmallSteps(source, new DyingEngine(target, steps));
      } catch (OutcomeUnknownException e) {
        assertThat(steps).isLessThan(200);
      }
    }
    assertThat(report.topics()).anySatisfy(topic -> assertThat(topic.there()).isPositive());
    MigrationWorld.assertMoved(source, target);
  }

  @Test
  void aLateMessageOfAnEarlierMigrationIsFenced() {
    target.topics().create("mail", TopicSettings.defaults());
    EngineTransactions old = Contents.transactions(target, Migration.TRANSACTIONAL_ID);
    old.begin();
    old.publish(MAIL, 1, null, "half".getBytes(), Headers.empty(), new Contents.Answer());

    MigrationWorld.migrate(source, target);

    assertThatThrownBy(
            () -> {
              old.publish(MAIL, 1, null, "late".getBytes(), Headers.empty(), new Contents.Answer());
              old.commit();
            })
        .isInstanceOf(FencedException.class);
    MigrationWorld.assertMoved(source, target);
  }

  @Test
  void ofTwoMigrationsTheOneThatBeganLaterArrives() {
    MigrationListener another =
        whenMovingBegins(() -> MigrationWorld.migrateInSmallSteps(source, target));

    assertThatThrownBy(() -> migration(another).run())
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("Another migration into the same target has begun");

    MigrationWorld.assertMoved(source, target);
  }

  @Test
  void whoAsksForAnEndGetsItAndTheNextRunGoesOn() {
    Quiet stopping =
        new Quiet() {
          private boolean stop;

          @Override
          public void begin(Phase phase, long total) {
            stop = phase == Phase.MOVING;
          }

          @Override
          public boolean isStopRequested() {
            return stop;
          }
        };

    assertThatThrownBy(() -> migration(stopping).run())
        .isInstanceOf(RetriableException.class)
        .hasMessageContaining("stopped while moving")
        .hasMessageContaining("Run it again");

    assertThat(target.groups().list()).isEmpty();
    MigrationWorld.migrate(source, target);
    MigrationWorld.assertMoved(source, target);
  }

  @Test
  void aMessageOfSomebodyElseInTheMiddleIsFoundAtTheEnd() {
    MigrationListener intruder = whenMovingBegins(() -> Contents.publish(target, MAIL, "intruder"));

    assertThatThrownBy(() -> migration(intruder).run())
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("verifying mail-0: expected 3 messages")
        .hasMessageContaining("no position was moved");
    assertThat(target.groups().list()).isEmpty();
  }

  private Migration migration(MigrationListener listener) {
    return new Migration(source, target, Selection.everything(), listener);
  }

  private static MigrationListener whenMovingBegins(Runnable deed) {
    return new Quiet() {
      @Override
      public void begin(Phase phase, long total) {
        if (phase == Phase.MOVING) {
          deed.run();
        }
      }
    };
  }

  /** Asks for nothing; tests override what they need. */
  private static class Quiet implements MigrationListener {
    @Override
    public void begin(Phase phase, long total) {}

    @Override
    public void at(Phase phase, long done) {}

    @Override
    public boolean isStopRequested() {
      return false;
    }
  }
}
