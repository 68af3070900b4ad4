package dev.waybill.junit;

import dev.waybill.Guarantee;
import dev.waybill.Topic;
import dev.waybill.admin.TopicSettings;
import dev.waybill.junit.broker.TestBroker;
import dev.waybill.junit.fault.Bite;
import dev.waybill.junit.life.Life;
import dev.waybill.junit.life.Mode;
import dev.waybill.junit.life.Trial;
import dev.waybill.junit.life.TrialFailed;
import dev.waybill.junit.report.Effects;
import dev.waybill.junit.report.Observation;
import dev.waybill.junit.report.Report;
import dev.waybill.junit.report.Way;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** One run of a scenario under one fault: effects before, the fault, effects after, the verdict. */
final class ScenarioRun<T> {

  /** Looks what effects there are. */
  @FunctionalInterface
  interface Reading {
    Effects read() throws Exception;
  }

  private final DeliveryScenario scenario;
  private final Topic<T> topic;
  private final List<T> messages;
  private final Function<? super T, String> id;
  private final Life.Subscriber subscriber;
  private final Duration within;
  private final Reading effects;

  ScenarioRun(
      DeliveryScenario scenario,
      Topic<T> topic,
      List<T> messages,
      Function<? super T, String> id,
      Life.Subscriber subscriber,
      Duration within,
      Reading effects) {
    this.scenario = scenario;
    this.topic = topic;
    this.messages = messages;
    this.id = id;
    this.subscriber = subscriber;
    this.within = within;
    this.effects = effects;
  }

  void match(Guarantee asserted) {
    scenario.checked();
    requireMessagesApart();
    requireNothingBefore();
    Observation seen = observe();
    if (seen.bite() instanceof Bite.CannotHappen cannot) {
      if (scenario.faultByName) {
        throw new AssertionFailedError(Report.inconclusive(seen));
      }
      throw new TestAbortedException("does not apply: " + cannot.story());
    }
    scenario.findings.add(seen);
    if (seen.bite() instanceof Bite.Missed) {
      throw new AssertionFailedError(Report.inconclusive(seen));
    }
    if (!seen.permittedBy(asserted)) {
      throw new AssertionFailedError(Report.of(asserted, seen, scenario.findings));
    }
  }

  private void requireMessagesApart() {
    Set<String> ids = new HashSet<>();
    for (T message : messages) {
      if (!ids.add(id.apply(message))) {
        throw new IllegalStateException(
            "expected messages with ids of their own, found two with the id "
                + id.apply(message)
                + "; nothing was tested. Repeats are the faults' part");
      }
    }
    if (ids.isEmpty()) {
      throw new IllegalStateException("expected a message at least, found none");
    }
  }

  private void requireNothingBefore() {
    Effects before = read();
    if (!before.counts().isEmpty()) {
      throw new IllegalStateException(
          "expected no effects before anything is published, found "
              + before.counts()
              + "; nothing was tested. Each fault is a run of its own: empty the table in"
              + " @BeforeEach");
    }
  }

  private Observation observe() {
    TestBroker broker = scenario.broker();
    broker
        .engine()
        .topics()
        .createIfMissing(topic.name(), topic.settings().orElse(TopicSettings.defaults()));
    try (Trial<T> trial = new Trial<>(broker.engine(), topic, messages, id, subscriber, within)) {
      Bite bite = scenario.fault.inflictOn(trial);
      Effects after = read();
      return observation(trial, bite, after);
    } catch (TrialFailed e) {
      throw new AssertionFailedError(
          "INCONCLUSIVE under the fault \"" + scenario.fault + "\": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(
          "the application's subscription failed: " + e.getMessage(), e);
    }
  }

  private Observation observation(Trial<T> trial, Bite bite, Effects after) {
    List<String> ids = messages.stream().<String>map(id).toList();
    List<Observation.Row> rows =
        ids.stream()
            .map(one -> new Observation.Row(one, trial.witness().timesEnded(one), after.of(one)))
            .toList();
    List<String> strangers =
        after.counts().keySet().stream().filter(one -> !ids.contains(one)).sorted().toList();
    Way way =
        new Way(
            trial.first().map(Life::mode).orElse(Mode.AFTER_HANDLER),
            trial.first().flatMap(Life::deduplication),
            topic.idFunction().isPresent());
    return new Observation(
        scenario.fault,
        bite,
        way,
        rows,
        strangers,
        trial.witness().lastFailure().map(ScenarioRun::inShort));
  }

  private static String inShort(Throwable failure) {
    return failure.getClass().getSimpleName() + ": " + failure.getMessage();
  }

  private Effects read() {
    try {
      return effects.read();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the effects could not be read: " + e.getMessage(), e);
    }
  }
}
