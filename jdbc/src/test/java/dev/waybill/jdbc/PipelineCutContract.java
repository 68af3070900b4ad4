package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Subscription;
import dev.waybill.Waybill;
import dev.waybill.jdbc.database.CutProxy;
import dev.waybill.jdbc.database.CutProxy.Cut;
import dev.waybill.jdbc.database.Databases;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Connections that are cut before and after a COMMIT reaches the server, under a subscription that
 * runs.
 */
abstract class PipelineCutContract extends PipelineFixture {

  /** More with {@code -Dwaybill.cuts=1000}. */
  private static final int CUTS = Integer.getInteger("waybill.cuts", 60);

  private static final long SEED = Long.getLong("waybill.seed", System.nanoTime());

  PipelineCutContract(Databases kind) {
    super(kind);
  }

  @Test
  void theLedgerIsExactWhateverBecameOfTheCommits() throws Exception {
    Random random = new Random(SEED);
    List<String> texts = new ArrayList<>();
    Map<Cut, Integer> where = new EnumMap<>(Cut.class);
    // The tables first: only the subscription's own commits are to be cut.
    Inbox.in(database.dataSource()).createSchema().open("billing").close();
    try (CutProxy proxy = CutProxy.before(database);
        Waybill waybill = open("data")) {
      Subscription subscription =
          subscribe(waybill, Inbox.in(database.through(proxy.port()).dataSource()))
              .handle((text, tx) -> write(tx, text));
      caughtUp(subscription);
      for (int cut = 1; cut <= CUTS; cut++) {
        Cut when = random.nextBoolean() ? Cut.BEFORE : Cut.AFTER;
        proxy.cut("COMMIT", when);
        where.merge(when, 1, Integer::sum);
        List<String> more = texts(texts.size(), texts.size() + 1 + random.nextInt(20));
        publish(waybill, more);
        texts.addAll(more);
        caughtUp(subscription);
        assertThat(proxy.cuts()).as("-Dwaybill.seed=%d", SEED).isEqualTo(cut);
      }

      assertThat(subscription.counts().handled())
          .as("-Dwaybill.seed=%d", SEED)
          .isEqualTo(texts.size());
    }
    System.out.printf(
        "%s: -Dwaybill.seed=%d, %d commits cut %s, %d messages%n",
        kind, SEED, CUTS, where, texts.size());
    assertLedger(texts);
    assertThat(where).containsOnlyKeys(Cut.values());
  }
}
