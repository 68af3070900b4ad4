package dev.waybill.broker.group;

import static dev.waybill.broker.group.ClassicWorld.bytes;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.broker.group.classic.JoinReply.Joined;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The checker of {@link ClassicHistory} notices what it is there for. */
class ClassicLedgerTest {
  private final ClassicLedger ledger = new ClassicLedger();

  @Test
  void noticesASecondAssignmentInOneGeneration() {
    ledger.sharedOut(1, Map.of("a", bytes("x")));

    assertThatThrownBy(() -> ledger.sharedOut(1, Map.of("a", bytes("y"))))
        .hasMessageContaining("one assignment in generation 1");
  }

  @Test
  void noticesASecondLeaderInOneGeneration() {
    ledger.joined(told("a", "range"));

    assertThatThrownBy(() -> ledger.joined(told("b", "range")))
        .hasMessageContaining("one leader in generation 1");
  }

  @Test
  void noticesASecondProtocolInOneGeneration() {
    ledger.joined(told("a", "range"));

    assertThatThrownBy(() -> ledger.joined(told("a", "sticky")))
        .hasMessageContaining("one protocol in generation 1");
  }

  @Test
  void noticesAPartOfAnotherGeneration() {
    ledger.sharedOut(1, Map.of("a", bytes("x")));
    ledger.sharedOut(2, Map.of("a", bytes("y")));

    assertThatThrownBy(() -> ledger.given(2, "a", bytes("x")))
        .hasMessageContaining("part of a in generation 2");
  }

  private static Joined told(String leader, String protocol) {
    return new Joined(leader, 1, "consumer", protocol, leader, false, List.of());
  }
}
