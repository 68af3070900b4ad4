/**
 * The Engine SPI: what carries messages. One contract, many engines.
 *
 * <pre>
 *   runtime ──► Engine ─┬─ Topics, Groups        administration
 *                       ├─ Caution               what is set up so that a promise is weak, or void
 *                       ├─ EnginePublisher       messages in, batched and retried by the engine
 *                       ├─ EngineTransactions    messages and positions in, all or nothing
 *                       └─ EngineConsumer        messages out, one thread each
 * </pre>
 *
 * <p>Applications do not use this package. An engine says what it can do through {@link
 * dev.waybill.engine.Capabilities}; the runtime refuses plans that ask for more.
 */
@NullMarked
package dev.waybill.engine;

import org.jspecify.annotations.NullMarked;
