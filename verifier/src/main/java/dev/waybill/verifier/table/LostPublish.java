package dev.waybill.verifier.table;

import dev.waybill.Guarantee;
import dev.waybill.verifier.proxy.Fate;
import java.util.Map;
import org.apache.kafka.common.protocol.ApiKeys;

/** The request, or its answer, is lost on the way. */
final class LostPublish implements PublishFault {
  private final WireStage stage;
  private final Fate fate;

  private LostPublish(WireStage stage, Fate fate) {
    this.stage = stage;
    this.fate = fate;
  }

  /** Failure point 1: the server never sees it. */
  static LostPublish request(WireStage stage) {
    return new LostPublish(stage, new Fate.DropRequest());
  }

  /** Failure point 4: stored, and the publisher does not hear of it. */
  static LostPublish answer(WireStage stage) {
    return new LostPublish(stage, new Fate.DropAnswer());
  }

  @Override
  public void arm(Guarantee guarantee, String client) {
    stage.plan().strikeNext(client, ApiKeys.PRODUCE, fate);
  }

  @Override
  public void strike(Map<Guarantee, PublishScript.Sent> struck) throws Exception {
    for (PublishScript.Sent each : struck.values()) {
      Plot.await("the fault to happen to " + each.client(), () -> stage.bites(each.client()) > 0);
    }
    if (fate instanceof Fate.DropAnswer) {
      PublishScript.Sent unawaited = struck.get(Guarantee.AT_MOST_ONCE);
      if (unawaited != null) {
        Plot.await(
            "the struck message in " + unawaited.topic(),
            () -> stage.read(unawaited.topic()).contains(Plot.STRUCK));
      }
    }
  }

  @Override
  public long bites(Guarantee guarantee, String client) {
    return stage.bites(client);
  }
}
