package dev.waybill.verifier.table;

import static dev.waybill.verifier.table.Plot.PATIENCE;

import dev.waybill.Guarantee;
import dev.waybill.verifier.proxy.Fate;
import dev.waybill.verifier.proxy.Held;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Failure point 5: the request is late, its publisher takes it for lost and sends it again, and
 * then both have arrived. TCP itself repeats nothing; this is how a message comes twice.
 */
final class LateFirstAttempt implements PublishFault {
  private final WireStage stage;
  private final Map<Guarantee, Held> held = new EnumMap<>(Guarantee.class);
  private final Map<Guarantee, Long> bites = new EnumMap<>(Guarantee.class);

  LateFirstAttempt(WireStage stage) {
    this.stage = stage;
  }

  @Override
  public void arm(Guarantee guarantee, String client) {
    held.put(guarantee, stage.plan().holdNext(client, ApiKeys.PRODUCE));
  }

  @Override
  public void strike(Map<Guarantee, PublishScript.Sent> struck) throws Exception {
    for (Held each : held.values()) {
      each.awaitArrival(PATIENCE);
    }
    for (PublishScript.Sent each : struck.values()) {
      // Whoever awaits an answer has it now: that of the second attempt.
      each.await();
    }
    for (Map.Entry<Guarantee, PublishScript.Sent> each : struck.entrySet()) {
      Held late = held.get(each.getKey());
      if (late == null) {
        continue;
      }
      late.release(new Fate.Pass());
      if (each.getKey() == Guarantee.AT_MOST_ONCE) {
        String topic = each.getValue().topic();
        Plot.await("the late message in " + topic, () -> stage.read(topic).contains(Plot.STRUCK));
      } else {
        late.awaitAnswer(PATIENCE);
      }
      bites.put(each.getKey(), 1L);
    }
  }

  @Override
  public long bites(Guarantee guarantee, String client) {
    return bites.getOrDefault(guarantee, 0L);
  }
}
