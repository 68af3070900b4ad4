package dev.waybill.verifier.table;

import static dev.waybill.verifier.table.Plot.MESSAGES;
import static dev.waybill.verifier.table.Plot.PATIENCE;
import static dev.waybill.verifier.table.Plot.STRUCK;

import dev.waybill.Guarantee;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * Failure point 5 on the deliver hop: the network separates a member that has a message in hand,
 * its group takes it for dead, another gets its partition, and then the first one comes back.
 */
final class TwoOwners extends DeliverScript {
  private final Map<Guarantee, Long> bites = new EnumMap<>(Guarantee.class);

  TwoOwners(WireStage stage) {
    super("two-owners", stage, Duration.ofMillis(1_500));
  }

  @Override
  void play(KafkaProducer<String, String> publisher) throws Exception {
    CountDownLatch inHand = new CountDownLatch(WireStage.guarantees().size());
    CountDownLatch replaced = new CountDownLatch(1);
    Map<Guarantee, WireMember> firsts = new EnumMap<>(Guarantee.class);
    for (Guarantee each : WireStage.guarantees()) {
      firsts.put(
          each,
          join(
              each,
              "first-" + each,
              new WireMember.Hook() {
                @Override
                public void inHand(int message) throws InterruptedException {
                  if (message == STRUCK) {
                    inHand.countDown();
                    replaced.await();
                  }
                }
              }));
    }
    publishQuietly(publisher, STRUCK);
    publish(publisher, STRUCK, STRUCK + 1);
    if (!inHand.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("expected the struck message in hand, found it elsewhere");
    }
    for (WireMember each : firsts.values()) {
      each.clients().forEach(stage().proxy()::separate);
      each.askToFinish();
    }
    publishRest(publisher);
    for (Guarantee each : WireStage.guarantees()) {
      join(each, "second-" + each, new WireMember.Hook() {});
    }
    for (Guarantee each : WireStage.guarantees()) {
      // Only the second can have come so far.
      awaitPosition(each, MESSAGES);
      bites.put(each, 1L);
    }
    for (WireMember each : firsts.values()) {
      each.clients().forEach(stage().proxy()::rejoin);
    }
    replaced.countDown();
    firsts.values().forEach(WireMember::close);
  }

  @Override
  long bites(Guarantee guarantee) {
    return bites.getOrDefault(guarantee, 0L);
  }
}
