package dev.waybill.engine;

import dev.waybill.admin.Groups;
import dev.waybill.admin.Topics;

/**
 * Something that stores and serves messages. Thread-safe.
 *
 * <p>Methods throw {@link dev.waybill.error.WaybillException} and nothing else. After {@link
 * #close} every method throws {@link dev.waybill.error.RejectedException}.
 */
public interface Engine extends AutoCloseable {

  /** A short name for messages and explanations, {@code embedded} for instance. */
  String name();

  /** What this engine can promise. Does not change while it is open. */
  Capabilities capabilities();

  Topics topics();

  Groups groups();

  EnginePublisher publisher(PublisherSettings settings);

  /**
   * Takes over the transactional id: fences every older session of that id and aborts what it had
   * open before this returns.
   */
  EngineTransactions transactions(TransactionSettings settings);

  EngineConsumer consumer(ConsumerSettings settings);

  /** Closes what is still open, makes everything acknowledged findable, lets go of the data. */
  @Override
  void close();
}
