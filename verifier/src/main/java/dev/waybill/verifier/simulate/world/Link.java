package dev.waybill.verifier.simulate.world;

/**
 * One client's way to the broker and back. Every request and every answer crosses it as a message
 * of its own.
 *
 * <pre>
 *   LOOSE     any fate: lost, late, twice, overtaken, and again seconds later
 *   ORDERED   as on one TCP connection: in order and once; a loss or a cut takes all that is on its
 *             way, and what is still somewhere is dropped when it arrives
 * </pre>
 *
 * <p>A protocol that is safe under LOOSE needs nothing from its connection; what is sent ORDERED
 * relies on it.
 */
public final class Link {
  /** How a message travels. */
  public enum Carriage {
    LOOSE,
    ORDERED
  }

  private static final long LEAST_DELAY = 20;
  private static final long USUAL_DELAY = 300;
  private static final long LONG_DELAY = 150_000;
  private static final long LATEST_REPLAY = 1_400_000;

  private final World world;
  private final Weather weather;
  private final Trace trace;
  private final Rng rng;
  private final Program client;
  private long connection;
  private long lastArrival;
  private long lastReturn;

  public Link(World world, Weather weather, Trace trace, Rng rng, Program client) {
    this.world = world;
    this.weather = weather;
    this.trace = trace;
    this.rng = rng.of("link " + client.name());
    this.client = client;
  }

  /** The connection breaks, and all that is on it is lost; the next message opens another. */
  public void cut() {
    connection++;
    lastArrival = world.nowMicros();
    lastReturn = world.nowMicros();
  }

  /** To the broker, as often as the network likes. */
  public void send(Carriage carriage, String what, Runnable arrive) {
    if (carriage == Carriage.ORDERED) {
      if (rng.chance(weather.requestLost)) {
        trace.fault(client.name(), "request-lost", what);
        cut();
        return;
      }
      lastArrival = Math.max(lastArrival + 1, world.nowMicros() + delay(what));
      deliver(lastArrival, connection, arrive);
      return;
    }
    if (rng.chance(weather.requestLost)) {
      trace.fault(client.name(), "request-lost", what);
    } else {
      world.after(delay(what), arrive);
    }
    if (rng.chance(weather.duplicated)) {
      trace.fault(client.name(), "request-duplicated", what);
      world.after(delay(what), arrive);
    }
    if (rng.chance(weather.replayed)) {
      trace.fault(client.name(), "request-replayed", what);
      world.after(rng.between(LONG_DELAY / 8, LATEST_REPLAY), arrive);
    }
  }

  /** From the broker back. */
  public void answer(Carriage carriage, String what, Runnable arrive) {
    if (rng.chance(weather.answerLost)) {
      trace.fault(client.name(), "answer-lost", what);
      if (carriage == Carriage.ORDERED) {
        cut();
      }
      return;
    }
    long at = world.nowMicros() + delay(what);
    if (carriage == Carriage.ORDERED) {
      lastReturn = Math.max(lastReturn + 1, at);
      deliver(lastReturn, connection, () -> client.run(arrive));
    } else {
      world.at(at, () -> client.run(arrive));
    }
  }

  /** Which connection is in use; what came by an older one is not answered. */
  public long connection() {
    return connection;
  }

  private void deliver(long at, long over, Runnable arrive) {
    world.at(
        at,
        () -> {
          if (over == connection) {
            arrive.run();
          }
        });
  }

  private long delay(String what) {
    if (rng.chance(weather.delayed)) {
      trace.fault(client.name(), "message-delayed", what);
      return rng.between(USUAL_DELAY, LONG_DELAY);
    }
    return rng.between(LEAST_DELAY, USUAL_DELAY);
  }
}
