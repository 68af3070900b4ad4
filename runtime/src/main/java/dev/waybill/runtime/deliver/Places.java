package dev.waybill.runtime.deliver;

import dev.waybill.WhenOvertaken;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where partitions begin, by what the engine knows now. */
final class Places {

  private static final Logger LOG = LoggerFactory.getLogger(Places.class);

  private final SubscriptionSettings<?> settings;
  private final Engine engine;
  private final EngineConsumer consumer;

  /** Where a partition begins: its committed position, or what {@code startAt} means now. */
  record Place(long offset, boolean committed) {}

  Places(SubscriptionSettings<?> settings, Engine engine, EngineConsumer consumer) {
    this.settings = settings;
    this.engine = engine;
    this.consumer = consumer;
  }

  /** By the group's positions in the engine. */
  Map<TopicPartition, Place> of(Collection<TopicPartition> partitions) {
    return of(partitions, Map.of());
  }

  /** By positions that are kept elsewhere, and by those in the engine where there are none. */
  Map<TopicPartition, Place> of(
      Collection<TopicPartition> partitions, Map<TopicPartition, Long> keptElsewhere) {
    Map<TopicPartition, Place> places = committed(partitions);
    keptElsewhere.forEach((partition, offset) -> places.put(partition, new Place(offset, true)));
    for (TopicPartition partition : partitions) {
      long earliest = consumer.offsetOf(partition, StartPosition.earliest());
      Place place = places.get(partition);
      if (place == null) {
        places.put(
            partition,
            new Place(Math.max(earliest, consumer.offsetOf(partition, settings.startAt())), false));
      } else if (place.offset() < earliest) {
        if (settings.whenOvertaken() == WhenOvertaken.STOP) {
          throw WhyStopped.overtaken(settings, partition, place.offset(), earliest);
        }
        LOG.warn(
            "Retention has overtaken subscription {}: {} messages of {} from offset {} on are gone"
                + " undelivered; it goes on at {}. Keep messages longer or consume faster",
            settings.name(),
            earliest - place.offset(),
            partition,
            place.offset(),
            earliest);
        places.put(partition, new Place(earliest, true));
      }
    }
    return places;
  }

  private Map<TopicPartition, Place> committed(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Place> places = new TreeMap<>();
    if (settings.group().isPresent() && !partitions.isEmpty()) {
      engine
          .groups()
          .positions(settings.group().get(), partitions)
          .forEach((partition, offset) -> places.put(partition, new Place(offset, true)));
    }
    return places;
  }
}
