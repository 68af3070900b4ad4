package dev.waybill.admin;

import java.util.List;
import java.util.Optional;

/**
 * The topics of an engine. Thread-safe; every method blocks until what it did is durable.
 *
 * <p>Failures are {@link dev.waybill.error.RejectedException} (unknown topic, illegal name, a topic
 * of that name exists, fewer partitions than there are).
 */
public interface Topics {

  /** Creates a topic. A name is 1 to 249 of letters, digits, '.', '_' and '-'. */
  void create(String name, TopicSettings settings);

  /** Creates the topic unless it exists; an existing one is left as it is. True if created. */
  boolean createIfMissing(String name, TopicSettings settings);

  /**
   * Grows the topic to {@code partitions} partitions in all; there is no way back.
   *
   * <p>Messages stay where they are, but keys move: a key's partition follows from their number, so
   * later messages of most keys go to another partition than earlier ones. Messages of such a key
   * keep their order within each partition only, and two handlers may hold one key at once until
   * the old partition's backlog is handled. Let the topic's groups run dry first where that
   * matters, or create it with partitions to spare.
   *
   * <p>Publishers opened from this {@code Waybill} before go on with the partitions they know;
   * those opened afterwards use all. Groups share the new partitions out by themselves.
   *
   * @throws dev.waybill.error.RejectedException unknown topic, or not more partitions than it has;
   *     nothing was changed
   */
  void addPartitions(String name, int partitions);

  /** Deletes the topic and all its messages. */
  void delete(String name);

  /** All names, sorted. */
  List<String> list();

  /** The topic, or empty if there is none of that name. */
  Optional<TopicDescription> describe(String name);
}
