package dev.waybill.verifier.simulate.fault;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.simulate.actor.Actor;
import dev.waybill.verifier.simulate.actor.Setting;
import dev.waybill.verifier.simulate.host.BrokerHost;
import dev.waybill.verifier.simulate.world.Weather;
import dev.waybill.verifier.simulate.world.World;
import java.util.List;
import java.util.function.Consumer;

/** Does what is planned, when it is due. */
public final class Injector {
  private static final long HOUR_MILLIS = 3_600_000;
  private static final long AGAIN = 10_000;
  private static final long PATIENCE = 100_000;
  private static final int LAST_OPERATION = 60;
  private static final int LAST_OPERATION_OF_RECOVERY = 25;
  private static final long SLOWNESS = 40;

  /** What the clients are asked to do. */
  public interface Cast {
    List<Actor> actors();

    void takeOver(int which);

    void storm();

    void addPartitions();

    void cut(int which);
  }

  private final Setting setting;
  private final Cast cast;
  private final Supervisor supervisor;

  public Injector(Setting setting, Cast cast, Supervisor supervisor) {
    this.setting = setting;
    this.cast = cast;
    this.supervisor = supervisor;
  }

  public void plan(List<Fault> faults) {
    for (Fault fault : faults) {
      world().at(fault.atMillis() * 1_000, () -> inject(fault));
    }
  }

  private World world() {
    return setting.world();
  }

  private void inject(Fault fault) {
    BrokerHost host = setting.host();
    switch (fault.kind()) {
      case POWER_LOSS -> strike(fault, LAST_OPERATION, host::losePower);
      case KILL -> strike(fault, LAST_OPERATION, host::kill);
      case POWER_LOSS_IN_RECOVERY -> {
        supervisor.strikeNextRecovery(
            1 + fault.number() / 7 % LAST_OPERATION_OF_RECOVERY,
            where -> happen(fault, where, host::losePower));
        strike(fault, LAST_OPERATION, host::kill);
      }
      case KILL_IN_RECOVERY -> {
        supervisor.strikeNextRecovery(
            1 + fault.number() / 7 % LAST_OPERATION_OF_RECOVERY,
            where -> happen(fault, where, host::kill));
        strike(fault, LAST_OPERATION, host::losePower);
      }
      case SYNC_FAILED -> {
        host.storage().failSync(1 + fault.number() % 12);
        recorded(fault, BrokerHost.NAME, "one of the next syncs");
      }
      case DISK_FULL -> {
        host.storage().limitBytes(fault.number() % 600);
        recorded(fault, BrokerHost.NAME, fault.number() % 600 + " bytes are left");
        world().after(fault.millis() * 1_000, () -> host.storage().unlimit());
      }
      case SLOW_DISK -> {
        host.timing().slow(SLOWNESS);
        recorded(fault, BrokerHost.NAME, "every sync");
        world().after(fault.millis() * 1_000, () -> host.timing().slow(1));
      }
      case BROKER_STOPPED -> {
        host.stop(fault.millis() * 1_000);
        recorded(fault, BrokerHost.NAME, fault.millis() + " ms");
      }
      case CLIENT_STOPPED -> {
        Actor client = client(fault);
        recorded(fault, client.name(), fault.millis() + " ms");
        client.stop(fault.millis() * 1_000);
      }
      case CLIENT_KILLED -> {
        Actor client = client(fault);
        recorded(fault, client.name(), "");
        client.kill();
      }
      case ZOMBIE_SESSION -> cast.takeOver(fault.number());
      case CLOCK_JUMP -> {
        long millis = fault.number() % 2 == 0 ? HOUR_MILLIS : -HOUR_MILLIS;
        host.jump(millis);
        recorded(fault, BrokerHost.NAME, millis + " ms");
      }
      case CONNECTION_CUT -> cast.cut(fault.number());
      case JOIN_STORM -> cast.storm();
      case PARTITIONS_ADDED -> cast.addPartitions();
      case REQUESTS_LOST -> weather(fault, rate -> setting.weather().requestLost = rate);
      case ANSWERS_LOST -> weather(fault, rate -> setting.weather().answerLost = rate);
      case DUPLICATES -> weather(fault, rate -> setting.weather().duplicated = rate);
      case DELAYS -> weather(fault, rate -> setting.weather().delayed = rate);
      case REPLAYS -> weather(fault, rate -> setting.weather().replayed = rate);
    }
  }

  private Actor client(Fault fault) {
    List<Actor> actors = cast.actors();
    return actors.get(fault.number() % actors.size());
  }

  /** From a few in a hundred to every second one. */
  private void weather(Fault fault, Consumer<Double> rate) {
    rate.accept(0.04 + fault.number() % 5 * 0.1);
    world().after(fault.millis() * 1_000, () -> rate.accept(0.0));
  }

  /** No more faults from here on. */
  public void calm() {
    Weather weather = setting.weather();
    weather.calm();
    setting.host().storage().unlimit();
    setting.host().timing().slow(1);
  }

  private void strike(Fault fault, int lastOperation, Consumer<String> how) {
    BrokerHost host = setting.host();
    if (!host.isUp() || host.timing().isArmed()) {
      world().after(AGAIN, () -> strike(fault, lastOperation, how));
      return;
    }
    Consumer<String> strike = where -> happen(fault, where, how);
    host.timing().strikeAtOperation(1 + fault.number() % lastOperation, strike);
    world().after(PATIENCE, () -> host.timing().strikeIfWaiting(strike));
  }

  private void happen(Fault fault, String where, Consumer<String> how) {
    recorded(fault, BrokerHost.NAME, where);
    setting.trace().coverage().hit("strike:" + fault.kind().label() + " " + where);
    how.accept(where);
  }

  private void recorded(Fault fault, String process, String target) {
    setting.trace().record(new Event.FaultInjected(process, fault.kind().label(), target));
    setting.trace().coverage().hit("fault:" + fault.kind().label());
  }
}
