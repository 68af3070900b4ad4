package dev.waybill.contract.subject;

import dev.waybill.engine.Engine;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Engines on a server that outlives them, and that any number of them may use at once. Whoever
 * started the server ends it.
 *
 * @param opens opens one
 */
public record OnServer(String name, Supplier<Engine> opens) implements EngineUnderTest {

  @Override
  public Engine open() {
    return opens.get();
  }

  @Override
  public boolean severalAtOnce() {
    return true;
  }

  /** What is published takes a way over the network, and a fetch. */
  @Override
  public Duration quiet() {
    return Duration.ofMillis(300);
  }

  @Override
  public void close() {}
}
