package dev.waybill.junit.report;

import dev.waybill.DeduplicationStore;
import dev.waybill.Guarantee;
import dev.waybill.junit.fault.Fault;
import dev.waybill.junit.life.Mode;
import java.util.ArrayList;
import java.util.List;

/** What would make the handler what it was declared to be. */
final class Advice {

  private static final String INBOX =
      "Write the effect in the transaction that moves the position:"
          + " exactlyOnce(Inbox.in(dataSource)).handle((message, tx) -> … tx.connection() …).";

  private Advice() {}

  static List<String> on(Guarantee asserted, Observation seen) {
    List<String> advice = new ArrayList<>();
    if (seen.repeated() > 0 && !asserted.mayRepeat()) {
      onRepeats(advice, seen);
    }
    if (seen.lost() > 0 && !asserted.mayLose()) {
      onLoss(advice, seen);
    }
    if (!seen.strangers().isEmpty()) {
      advice.add(
          "Name effects as messages are named: by Topic…id(…), or identifiedBy(…) in the scenario;"
              + " and begin with an empty table.");
    }
    return advice;
  }

  private static void onRepeats(List<String> advice, Observation seen) {
    Way way = seen.way();
    boolean publishedTwice = seen.fault() == Fault.PUBLISHED_TWICE;
    if (publishedTwice && !way.topicHasIds()) {
      advice.add("Give the topic an id, here and where messages are published: Topic…id(…).");
    }
    switch (way.mode()) {
      case WITH_EFFECTS -> withEffects(advice, seen, publishedTwice);
      case BEFORE_HANDLER ->
          advice.add("The handler itself makes the effect more than once: look there.");
      case AFTER_HANDLER -> {
        if (way.deduplication().isPresent()) {
          deduplicated(advice, way.deduplication().get());
        } else {
          plain(advice, seen.fault(), publishedTwice && !way.topicHasIds());
        }
      }
    }
  }

  private static void withEffects(List<String> advice, Observation seen, boolean publishedTwice) {
    if (publishedTwice) {
      if (seen.way().topicHasIds()) {
        advice.add(
            "The ids of the two copies differ: Topic…id(…) must depend on the message alone.");
      }
      return;
    }
    advice.add(
        "The effect is outside of the transaction: write it through tx.connection(), and nothing"
            + " else. What a rolled-back transaction did elsewhere stays.");
    advice.add(cannotBeTakenBack());
  }

  private static void deduplicated(List<String> advice, DeduplicationStore.Window window) {
    if (!window.survivesRestart()) {
      advice.add(
          "The de-duplication store is in memory: it forgets at a restart, and knows nothing of"
              + " other processes. DeduplicationStore.jdbc does not forget.");
    }
    advice.add(
        "Effect and mark in a de-duplication store are two writes: a crash between them repeats the"
            + " effect. One transaction does not.");
    advice.add(INBOX);
    advice.add(cannotBeTakenBack());
  }

  private static void plain(List<String> advice, Fault fault, boolean withoutIds) {
    if (fault == Fault.DELIVERED_CONCURRENTLY) {
      advice.add(
          "If it looks for the effect first (SELECT, then INSERT): both copies look before either"
              + " writes. INSERT first, under a unique key, and take a duplicate key for done.");
    } else if (!withoutIds) {
      advice.add(
          "Make the effect idempotent: INSERT under a unique key of the message's id, and take a"
              + " duplicate key for done.");
    }
    advice.add((withoutIds ? "And: " : "Or: ") + INBOX);
    advice.add(cannotBeTakenBack());
  }

  private static String cannotBeTakenBack() {
    return "For an effect that cannot be taken back (an e-mail, a call): at-least-once is what can be"
        + " promised. Declare that, or pass the message's id to the other side as its idempotency"
        + " key.";
  }

  private static void onLoss(List<String> advice, Observation seen) {
    if (seen.way().mode() == Mode.BEFORE_HANDLER) {
      advice.add(
          "The position is committed before the handler: what dies with the process is lost."
              + " Subscribe atLeastOnce().");
      return;
    }
    if (seen.rows().stream().anyMatch(row -> row.effects() == 0 && row.handled() > 0)) {
      advice.add(
          "The handler returned, and no effect is there: it swallowed a failure, or hands the work to"
              + " another thread and returns before it is done, or marks a message as done before its"
              + " effect is. Throw, wait, and mark last.");
    } else {
      advice.add(
          "The handler never returned from them: they were given up after the last attempt. More"
              + " attempts (retry), or whenExhausted(stop()).");
    }
  }
}
