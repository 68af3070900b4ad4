package dev.waybill.verifier.table;

import static dev.waybill.verifier.table.Plot.PATIENCE;
import static dev.waybill.verifier.table.Plot.STRUCK;

import dev.waybill.Guarantee;
import dev.waybill.verifier.proxy.Fate;
import dev.waybill.verifier.proxy.Held;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.protocol.ApiKeys;

/** Failure point 1 on the deliver hop: the answer that carries a message is lost on its way. */
final class LostDelivery extends DeliverScript {

  LostDelivery(WireStage stage) {
    super("lost-delivery", stage, FAITHFUL);
  }

  @Override
  void play(KafkaProducer<String, String> publisher) throws Exception {
    for (Guarantee each : WireStage.guarantees()) {
      join(each, client(each), new WireMember.Hook() {});
    }
    publishQuietly(publisher, STRUCK - 1);
    Map<Guarantee, Held> fetches = new EnumMap<>(Guarantee.class);
    for (Guarantee each : WireStage.guarantees()) {
      fetches.put(each, stage().plan().holdNext(client(each), ApiKeys.FETCH));
    }
    // Ends the fetches that wait; the next ones are held, and what is lost is their answer.
    publish(publisher, STRUCK - 1, STRUCK);
    for (Held each : fetches.values()) {
      each.awaitArrival(PATIENCE);
      each.release(new Fate.DropAnswer());
      each.awaitForwarded(PATIENCE);
    }
    publish(publisher, STRUCK, STRUCK + 1);
    for (Guarantee each : WireStage.guarantees()) {
      Plot.await("the fault to happen to " + client(each), () -> bites(each) > 0);
    }
    publishRest(publisher);
  }

  private static String client(Guarantee guarantee) {
    return "lost-delivery-to-" + guarantee;
  }

  @Override
  long bites(Guarantee guarantee) {
    return stage().bites(client(guarantee));
  }
}
