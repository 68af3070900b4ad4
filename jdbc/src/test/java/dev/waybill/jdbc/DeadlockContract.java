package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.waybill.effect.EffectTransaction;
import dev.waybill.error.RetriableException;
import dev.waybill.jdbc.database.Databases;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Handlers that wait for each other, where a database has more than one writer. */
abstract class DeadlockContract extends InboxFixture {

  DeadlockContract(Databases kind) {
    super(kind);
  }

  @Test
  void theVictimOfADeadlockIsTriedAgainAlsoIfItsHandlerSwallowedTheFailure() throws Exception {
    session.begin(Map.of(P0, 5L, P1, 5L));
    for (String row : List.of("a", "b")) {
      database.execute("INSERT INTO effect (id, amount) VALUES ('" + effectId(row) + "', 1)");
    }

    try (EffectTransaction<DatabaseTransaction> first = session.transaction();
        EffectTransaction<DatabaseTransaction> second = session.transaction()) {
      first.lock(List.of(P0));
      second.lock(List.of(P1));
      execute(first, add("a"));
      execute(second, add("b"));
      Future<Throwable> ofFirst = elsewhere(() -> catchThrowable(() -> execute(first, add("b"))));
      Throwable ofSecond = catchThrowable(() -> execute(second, add("a")));
      boolean firstWon = ofFirst.get() == null;

      Throwable failure = firstWon ? ofSecond : ofFirst.get();
      EffectTransaction<DatabaseTransaction> victim = firstWon ? second : first;
      EffectTransaction<DatabaseTransaction> winner = firstWon ? first : second;
      assertThat(failure).as("there was a deadlock").isNotNull();
      assertThat(victim.isTransient(new IllegalStateException(failure))).isTrue();
      winner.move(firstWon ? P0 : P1, 5, 6);
      winner.commit();
      assertThatThrownBy(
              () -> {
                victim.move(firstWon ? P1 : P0, 5, 6);
                victim.commit();
              })
          .isInstanceOf(RetriableException.class);
      assertThat(session.positions(List.of(P0, P1)))
          .isEqualTo(firstWon ? Map.of(P0, 6L, P1, 5L) : Map.of(P0, 5L, P1, 6L));
    }
    assertThat(database.number("SELECT SUM(amount) FROM effect WHERE id LIKE '" + group + "/%'"))
        .isEqualTo(4);
  }

  private String add(String row) {
    return "UPDATE effect SET amount = amount + 1 WHERE id = '" + effectId(row) + "'";
  }
}
