package dev.waybill.jdbc.outbox;

import static dev.waybill.jdbc.outbox.OutboxWorld.EVENTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Delivery;
import dev.waybill.Guarantee;
import dev.waybill.Waybill;
import dev.waybill.jdbc.database.Databases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine without transactions gets everything, perhaps twice, under the same ids. */
class NoTransactionsTest {

  @TempDir Path directory;

  @Test
  void everythingIsPublishedInOrderAndTheExplanationSaysWhatMayHappen() throws Exception {
    try (OutboxWorld world = new OutboxWorld(Databases.H2, directory)) {
      Waybill poor = Waybill.over(PoorEngine.withoutTransactions(world.engine));
      History history = new History();
      try (OutboxRelay relay = world.outbox.relayTo(poor).start()) {
        for (int i = 0; i < 100; i++) {
          world.commit("k" + i % 5 + ":" + i);
          history.committed("k" + i % 5 + ":" + i);
        }
        world.awaitNoRows();

        assertThat(relay.hop().guarantee()).isEqualTo(Guarantee.AT_LEAST_ONCE);
        assertThat(relay.hop().mayRepeat()).isTrue();
      }
      assertThat(history.anomalies(world.published())).isEmpty();
    }
  }

  @Test
  void aCrashBeforeTheRemovalRepeatsUnderTheSameIds() throws Exception {
    try (OutboxWorld world = new OutboxWorld(Databases.H2, directory, 1)) {
      Waybill poor = Waybill.over(PoorEngine.withoutTransactions(world.engine));
      world.commit("a:1", "a:2");
      Fuse fuse = new Fuse();
      try (Connection real = world.database.connect()) {
        Connection connection = Fused.dataSource(new OneConnection(real), fuse).getConnection();
        // Two reads: prepared, executed, closed. Then the removal is prepared.
        fuse.set(7, false);
        relay(world, poor).step(connection);
      } catch (Fuse.Killed e) {
        assertThat(fuse.blownAt()).containsOnlyKeys("before Connection.prepareStatement");
      }
      assertThat(world.rows()).isEqualTo(2);
      assertThat(world.published()).containsExactly("a:1", "a:2");

      try (Connection connection = world.database.connect();
          LaneRelay next = relay(world, poor)) {
        next.step(connection);
      }

      assertThat(world.published()).containsExactly("a:1", "a:2", "a:1", "a:2");
      List<String> ids = new ArrayList<>();
      for (Delivery<String> delivery : world.deliveries(EVENTS)) {
        ids.add(delivery.id().orElseThrow());
      }
      assertThat(ids).containsExactly("a:1", "a:2", "a:1", "a:2");
    }
  }

  private static LaneRelay relay(OutboxWorld world, Waybill waybill) throws SQLException {
    return new LaneRelay(0, world.tables(), new PublisherSink(waybill), RelaySettings.DEFAULT);
  }
}
