package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.effect.EffectSession;
import dev.waybill.effect.EffectTransaction;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RetriableException;
import dev.waybill.jdbc.database.Databases;
import dev.waybill.jdbc.database.MortalServer;
import dev.waybill.jdbc.database.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A server that is killed and comes back. */
abstract class ServerKillContract {

  private final Databases kind;

  ServerKillContract(Databases kind) {
    this.kind = kind;
  }

  @Test
  void whatWasCommittedIsThereAndWhatWasNotIsGoneAfterAKill() throws Exception {
    MortalServer server = kind.mortalServer();
    TestDatabase database = server.createDatabase(Databases.nextName());
    try (var pool = database.pool(2, 2_000)) {
      EffectSession<DatabaseTransaction> session = Inbox.in(pool).createSchema().open("payment");
      database.execute("CREATE TABLE effect (id VARCHAR(100) PRIMARY KEY, amount INT)");
      session.begin(Map.of(InboxFixture.P0, 0L));
      try (EffectTransaction<DatabaseTransaction> transaction = session.transaction()) {
        transaction.lock(List.of(InboxFixture.P0));
        InboxFixture.effect(transaction, "committed");
        transaction.move(InboxFixture.P0, 0, 1);
        transaction.commit();
      }

      try (EffectTransaction<DatabaseTransaction> transaction = session.transaction()) {
        transaction.lock(List.of(InboxFixture.P0));
        InboxFixture.effect(transaction, "not committed");
        transaction.move(InboxFixture.P0, 1, 2);
        server.kill();

        assertThatThrownBy(transaction::commit)
            .isInstanceOfAny(RetriableException.class, OutcomeUnknownException.class);
      }
      assertThatThrownBy(session::transaction).isInstanceOf(RetriableException.class);
      assertThatThrownBy(() -> session.positions(List.of(InboxFixture.P0)))
          .isInstanceOf(RetriableException.class);

      server.restart();
      try (EffectTransaction<DatabaseTransaction> again = session.transaction()) {
        assertThat(again.lock(List.of(InboxFixture.P0))).isEqualTo(Map.of(InboxFixture.P0, 1L));
        InboxFixture.effect(again, "not committed");
        again.move(InboxFixture.P0, 1, 2);
        again.commit();
      }
      assertThat(database.number("SELECT COUNT(*) FROM effect")).isEqualTo(2);
    }
  }
}
