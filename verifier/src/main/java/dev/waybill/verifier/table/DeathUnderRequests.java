package dev.waybill.verifier.table;

import static dev.waybill.verifier.table.Plot.PATIENCE;

import dev.waybill.Guarantee;
import dev.waybill.verifier.process.BrokerProcess;
import dev.waybill.verifier.proxy.Fate;
import dev.waybill.verifier.proxy.Held;
import dev.waybill.verifier.proxy.ScriptedPlan;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Failure point 2: the broker dies with requests that have reached its machine, before it has
 * stored, or even read, them.
 *
 * <pre>
 *   requests held in the proxy ─► SIGSTOP ─► they go on, into the kernel's buffers ─► SIGKILL ─► start
 * </pre>
 */
final class DeathUnderRequests implements PublishFault {
  private final ScriptedPlan plan;
  private final BrokerProcess broker;
  private final Map<Guarantee, Held> held = new EnumMap<>(Guarantee.class);
  private boolean died;

  DeathUnderRequests(ScriptedPlan plan, BrokerProcess broker) {
    this.plan = plan;
    this.broker = broker;
  }

  @Override
  public void arm(Guarantee guarantee, String client) {
    arm(guarantee, client, ApiKeys.PRODUCE);
  }

  /** The client's next request of that kind will be under way when the broker dies. */
  synchronized void arm(Guarantee guarantee, String client, ApiKeys api) {
    held.put(guarantee, plan.holdNext(client, api));
    notifyAll();
  }

  /** Waits until so many requests are armed. */
  synchronized void awaitArmed(int requests) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (held.size() < requests) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new IllegalStateException(
            "expected " + requests + " requests to strike, found " + held.keySet());
      }
      wait(left);
    }
  }

  @Override
  public void strike(Map<Guarantee, PublishScript.Sent> struck) throws Exception {
    strike();
  }

  void strike() throws Exception {
    Map<Guarantee, Held> struck;
    synchronized (this) {
      struck = new EnumMap<>(held);
    }
    for (Held each : struck.values()) {
      each.awaitArrival(PATIENCE);
    }
    broker.process().pause();
    for (Held each : struck.values()) {
      each.release(new Fate.Pass());
      each.awaitForwarded(PATIENCE);
    }
    broker.process().kill();
    died = true;
    broker.startAgain();
  }

  @Override
  public long bites(Guarantee guarantee, String client) {
    return bites(guarantee);
  }

  synchronized long bites(Guarantee guarantee) {
    return died && held.containsKey(guarantee) ? 1 : 0;
  }
}
