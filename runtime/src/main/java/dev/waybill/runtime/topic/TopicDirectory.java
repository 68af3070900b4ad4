package dev.waybill.runtime.topic;

import dev.waybill.Topic;
import dev.waybill.admin.TopicDescription;
import dev.waybill.admin.TopicSettings;
import dev.waybill.admin.Topics;
import dev.waybill.error.RejectedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Finds topics, and creates them on first use where they say what with. Thread-safe. */
public final class TopicDirectory {

  private static final int NAMES_SHOWN = 10;

  private final Topics topics;
  private final Map<String, TopicRoute> routes = new ConcurrentHashMap<>();

  public TopicDirectory(Topics topics) {
    this.topics = topics;
  }

  /**
   * The topic's partitions; creates it, durably, if it is missing and has settings.
   *
   * @throws RejectedException it does not exist and has no settings; the message says what to do
   */
  public TopicRoute route(Topic<?> topic) {
    TopicRoute known = routes.get(topic.name());
    return known != null ? known : lookUp(topic.name(), topic.settings());
  }

  /**
   * The partitions of a topic that takes over messages of another. Unless it exists it is created
   * with that many, and takes messages so much larger than the other's, if the engine has the room.
   */
  public TopicRoute routeOrCreateLike(
      String other, String name, int partitions, int moreMessageBytes) {
    TopicRoute known = routes.get(name);
    if (known != null) {
      return known;
    }
    TopicSettings same =
        TopicSettings.partitions(partitions)
            .withMaxMessageBytes(
                topics
                    .describe(other)
                    .orElseThrow(() -> unknown(other))
                    .settings()
                    .maxMessageBytes());
    long larger = (long) same.maxMessageBytes() + moreMessageBytes;
    try {
      return lookUp(
          name, Optional.of(same.withMaxMessageBytes((int) Math.min(Integer.MAX_VALUE, larger))));
    } catch (RejectedException e) {
      // The other's messages are as large as the engine takes: only the very largest will not fit.
      return lookUp(name, Optional.of(same));
    }
  }

  /** Looks at the engine again next time: the topic was changed or deleted. */
  public void forget(String name) {
    routes.remove(name);
  }

  private TopicRoute lookUp(String name, Optional<TopicSettings> settings) {
    Optional<TopicDescription> found = topics.describe(name);
    if (found.isEmpty() && settings.isPresent()) {
      topics.createIfMissing(name, settings.get());
      found = topics.describe(name);
    }
    TopicDescription topic = found.orElseThrow(() -> unknown(name));
    TopicRoute route = new TopicRoute(name, topic.partitions().size());
    routes.put(name, route);
    return route;
  }

  private RejectedException unknown(String name) {
    List<String> all = topics.list();
    String known =
        all.isEmpty()
            ? "there are none"
            : "there are "
                + String.join(", ", all.subList(0, Math.min(NAMES_SHOWN, all.size())))
                + (all.size() > NAMES_SHOWN ? " and " + (all.size() - NAMES_SHOWN) + " more" : "");
    return new RejectedException(
        "unknown topic '"
            + name
            + "' ("
            + known
            + "); nothing was opened or stored: create it with waybill.topics().create, or declare"
            + " Topic…partitions(n) to have it created on first use");
  }
}
