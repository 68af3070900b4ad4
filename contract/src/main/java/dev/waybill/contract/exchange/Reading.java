package dev.waybill.contract.exchange;

import dev.waybill.engine.AssignmentListener;
import dev.waybill.engine.ConsumerSettings;
import dev.waybill.engine.Isolation;
import dev.waybill.message.StartPosition;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Settings of consumers, as the runtime would choose them but for what a test says. */
public record Reading(ConsumerSettings settings) {

  private static final int BATCH_MESSAGES = 10_000;
  private static final int BATCH_BYTES = 1024 * 1024;
  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(30);

  /** A member of a group, from the earliest message. */
  public static Reading member(String group, String... topics) {
    return of(Optional.of(group), Set.of(topics));
  }

  /** A reader of everything, from the earliest message. */
  public static Reading broadcast(String... topics) {
    return of(Optional.empty(), Set.of(topics));
  }

  private static Reading of(Optional<String> group, Set<String> topics) {
    return new Reading(
        new ConsumerSettings(
            group,
            topics,
            Isolation.READ_COMMITTED,
            StartPosition.earliest(),
            BATCH_MESSAGES,
            BATCH_BYTES,
            SESSION_TIMEOUT,
            new Listening()));
  }

  public Reading from(StartPosition startAt) {
    return with(
        settings.isolation(),
        startAt,
        settings.maxBatchMessages(),
        settings.maxBatchBytes(),
        settings.sessionTimeout(),
        settings.listener());
  }

  public Reading uncommitted() {
    return with(
        Isolation.READ_UNCOMMITTED,
        settings.startAt(),
        settings.maxBatchMessages(),
        settings.maxBatchBytes(),
        settings.sessionTimeout(),
        settings.listener());
  }

  public Reading bounded(int messages, int bytes) {
    return with(
        settings.isolation(),
        settings.startAt(),
        messages,
        bytes,
        settings.sessionTimeout(),
        settings.listener());
  }

  public Reading session(Duration timeout) {
    return with(
        settings.isolation(),
        settings.startAt(),
        settings.maxBatchMessages(),
        settings.maxBatchBytes(),
        timeout,
        settings.listener());
  }

  public Reading telling(AssignmentListener listener) {
    return with(
        settings.isolation(),
        settings.startAt(),
        settings.maxBatchMessages(),
        settings.maxBatchBytes(),
        settings.sessionTimeout(),
        listener);
  }

  private Reading with(
      Isolation isolation,
      StartPosition startAt,
      int messages,
      int bytes,
      Duration session,
      AssignmentListener listener) {
    return new Reading(
        new ConsumerSettings(
            settings.group(),
            settings.topics(),
            isolation,
            startAt,
            messages,
            bytes,
            session,
            listener));
  }
}
