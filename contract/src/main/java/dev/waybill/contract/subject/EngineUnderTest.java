package dev.waybill.contract.subject;

import dev.waybill.engine.Engine;
import java.io.IOException;
import java.time.Duration;

/**
 * Data, and how an engine is opened on it. One is made for every behaviour; several may share one
 * server, because behaviours use topics, groups and transactional ids of their own.
 */
public interface EngineUnderTest extends AutoCloseable {

  /** The engine's column in the table, and the name of the file of its results. */
  String name();

  /** Opens an engine on the data: what one process of an application would do. */
  Engine open();

  /** Whether a second engine may be open on the same data. If not, {@link #open} refuses it. */
  boolean severalAtOnce();

  /** How long is waited for what must happen. Only a behaviour that fails takes so long. */
  default Duration patience() {
    return Duration.ofSeconds(60);
  }

  /** How long a reader looks before it is believed that it sees nothing. */
  default Duration quiet() {
    return Duration.ofMillis(100);
  }

  /** The shortest session timeout that the engine takes. */
  default Duration shortSession() {
    return Duration.ofSeconds(1);
  }

  /** The shortest transaction timeout that the engine takes. */
  default Duration shortTransaction() {
    return Duration.ofSeconds(1);
  }

  /** Lets go of what was made for this behaviour. Engines are closed by then. */
  @Override
  void close() throws IOException;
}
