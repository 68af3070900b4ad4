package dev.waybill.verifier.table;

import static dev.waybill.verifier.table.Plot.STRUCK;

import dev.waybill.Guarantee;
import dev.waybill.verifier.process.BrokerProcess;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Failure point 2 on the deliver hop: the broker dies before it stores a position, or the end of
 * the transaction that has it.
 */
final class LostPositions extends DeliverScript {
  private final DeathUnderRequests death;

  LostPositions(WireStage stage, BrokerProcess broker) {
    super("lost-positions", stage, FAITHFUL);
    this.death = new DeathUnderRequests(stage.plan(), broker);
  }

  @Override
  void play(KafkaProducer<String, String> publisher) throws Exception {
    for (Guarantee each : WireStage.guarantees()) {
      AtomicBoolean armed = new AtomicBoolean();
      join(
          each,
          client(each),
          new WireMember.Hook() {
            @Override
            public void beforeCommit(int message) {
              if (message == STRUCK && armed.compareAndSet(false, true)) {
                arm(each);
              }
            }
          });
    }
    publishQuietly(publisher, STRUCK);
    publish(publisher, STRUCK, STRUCK + 1);
    death.awaitArmed(WireStage.guarantees().size());
    death.strike();
    publishRest(publisher);
  }

  private void arm(Guarantee guarantee) {
    if (guarantee == Guarantee.EXACTLY_ONCE) {
      death.arm(guarantee, client(guarantee) + "-notes", ApiKeys.END_TXN);
    } else {
      death.arm(guarantee, client(guarantee), ApiKeys.OFFSET_COMMIT);
    }
  }

  private static String client(Guarantee guarantee) {
    return "lost-positions-of-" + guarantee;
  }

  @Override
  long bites(Guarantee guarantee) {
    return death.bites(guarantee);
  }
}
