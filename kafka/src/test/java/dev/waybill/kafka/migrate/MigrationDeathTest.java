package dev.waybill.kafka.migrate;

import static dev.waybill.kafka.migrate.MigrationWorld.MAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.error.FencedException;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RetriableException;
import dev.waybill.message.Headers;
import dev.waybill.runtime.migrate.Migration;
import dev.waybill.runtime.migrate.MigrationListener;
import dev.waybill.runtime.migrate.MigrationReport;
import dev.waybill.runtime.migrate.Selection;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(strings = {"embedded", "kafka"})
@Timeout(600)
class MigrationDeathTest {
  @TempDir private Path directory;
  @Parameter private String to = "";
  private Place sourcePlace;
  private Engine source;

  @BeforeEach
  void open() throws IOException {
    sourcePlace = Place.open("embedded", directory.resolve("source"));
    source = sourcePlace.engine();
    MigrationWorld.fill(source);
  }

  @AfterEach
  void close() {
    sourcePlace.close();
  }

  @Test
  void aMigrationThatDiesAtAnyStepIsCarriedOnByTheNext() throws IOException {
    int everyStep = to.equals("kafka") ? 11 : 1; // a run over the network takes a second or two
    int step = 1;
    boolean died = true;
    while (died) {
      try (Place place = Place.open(to, directory.resolve("target-" + step))) {
        Engine target = place.engine();
        DyingEngine dying = new DyingEngine(target, step);
        try {
          MigrationWorld.migrateInSmallSteps(source, dying);
          died = false;
        } catch (OutcomeUnknownException e) {
          assertThat(dying.isDead()).isTrue();
          step += everyStep;
        }
        MigrationWorld.migrateInSmallSteps(source, target);
        MigrationWorld.assertMoved(source, target);
      }
    }
    // 12 messages, 4 transactions at least, 2 topics, 3 groups: each before and after.
    assertThat(step).isGreaterThan(2 * (12 + 4 * 2 + 2 + 3));
  }

  @Test
  void aMigrationThatDiesAgainAndAgainStillArrives() throws IOException {
    try (Place place = Place.open(to, directory.resolve("target"))) {
      Engine target = place.engine();
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
  }

  @Test
  void aLateMessageOfAnEarlierMigrationIsFenced() throws IOException {
    try (Place place = Place.open(to, directory.resolve("target"))) {
      Engine target = place.engine();
      target.topics().create("mail", dev.waybill.admin.TopicSettings.defaults());
      EngineTransactions old = Contents.transactions(target, Migration.TRANSACTIONAL_ID);
      old.begin();
      old.publish(MAIL, 1, null, "half".getBytes(), Headers.empty(), new Contents.Answer());

      MigrationWorld.migrate(source, target);

      assertThatThrownBy(
              () -> {
                old.publish(
                    MAIL, 1, null, "late".getBytes(), Headers.empty(), new Contents.Answer());
                old.commit();
              })
          .isInstanceOf(FencedException.class);
      MigrationWorld.assertMoved(source, target);
    }
  }

  @Test
  void ofTwoMigrationsTheOneThatBeganLaterArrives() throws IOException {
    try (Place place = Place.open(to, directory.resolve("target"))) {
      Engine target = place.engine();
      MigrationListener another =
          new Quiet() {
            @Override
            public void begin(Phase phase, long total) {
              if (phase == Phase.MOVING) {
                MigrationWorld.migrateInSmallSteps(source, target);
              }
            }
          };

      assertThatThrownBy(() -> migration(target, another).run())
          .isInstanceOf(FencedException.class)
          .hasMessageContaining("Another migration into the same target has begun");

      MigrationWorld.assertMoved(source, target);
    }
  }

  @Test
  void whoAsksForAnEndGetsItAndTheNextRunGoesOn() throws IOException {
    try (Place place = Place.open(to, directory.resolve("target"))) {
      Engine target = place.engine();
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

      assertThatThrownBy(() -> migration(target, stopping).run())
          .isInstanceOf(RetriableException.class)
          .hasMessageContaining("stopped while moving")
          .hasMessageContaining("Run it again");

      assertThat(target.groups().list()).isEmpty();
      MigrationWorld.migrate(source, target);
      MigrationWorld.assertMoved(source, target);
    }
  }

  @Test
  void aMessageOfSomebodyElseInTheMiddleIsFoundAtTheEnd() throws IOException {
    try (Place place = Place.open(to, directory.resolve("target"))) {
      Engine target = place.engine();
      MigrationListener intruder =
          new Quiet() {
            @Override
            public void begin(Phase phase, long total) {
              if (phase == Phase.MOVING) {
                Contents.publish(target, MAIL, "intruder");
              }
            }
          };

      assertThatThrownBy(() -> migration(target, intruder).run())
          .isInstanceOf(dev.waybill.error.CorruptException.class)
          .hasMessageContaining("verifying mail-0: expected 3 messages")
          .hasMessageContaining("no position was moved");
      assertThat(target.groups().list()).isEmpty();
    }
  }

  private Migration migration(Engine target, MigrationListener listener) {
    return new Migration(source, target, Selection.everything(), listener);
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
