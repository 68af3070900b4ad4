package dev.waybill.admin;

import java.util.List;
import java.util.Optional;

/**
 * The topics of an engine. Thread-safe; every method blocks until what it did is durable.
 *
 * <p>Failures are {@link dev.waybill.error.RejectedException} (unknown topic, illegal name, a topic
 * of that name exists).
 */
public interface Topics {

  /** Creates a topic. A name is 1 to 249 of letters, digits, '.', '_' and '-'. */
  void create(String name, TopicSettings settings);

  /** Creates the topic unless it exists; an existing one is left as it is. True if created. */
  boolean createIfMissing(String name, TopicSettings settings);

  /** Deletes the topic and all its messages. */
  void delete(String name);

  /** All names, sorted. */
  List<String> list();

  /** The topic, or empty if there is none of that name. */
  Optional<TopicDescription> describe(String name);
}
