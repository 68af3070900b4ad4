package dev.waybill.engine;

import dev.waybill.admin.Groups;
import dev.waybill.admin.Topics;
import java.util.List;
import java.util.Set;

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

  /**
   * What the settings of the engine and of those topics, as they are now, mean for promises that
   * rest on them. Reads them each time, and blocks meanwhile; settings that may not be read are a
   * caution, too. None by default: nothing about the engine can be set up so that a promise breaks.
   *
   * @param topics names; those of topics that do not exist are passed over
   * @return those about the whole engine first, then topic by topic in the order of names
   * @throws dev.waybill.error.RetriableException no answer in time; nothing is known
   */
  default List<Caution> cautions(Set<String> topics) {
    return List.of();
  }

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
