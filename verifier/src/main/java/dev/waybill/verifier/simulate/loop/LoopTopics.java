package dev.waybill.verifier.simulate.loop;

import dev.waybill.admin.TopicDescription;
import dev.waybill.admin.TopicDescription.PartitionDescription;
import dev.waybill.admin.TopicSettings;
import dev.waybill.admin.Topics;
import dev.waybill.error.UnsupportedException;
import dev.waybill.verifier.simulate.host.BrokerHost;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Topics as every client remembers them: how many partitions they have. Nothing is changed. */
final class LoopTopics implements Topics {
  private final BrokerHost host;

  LoopTopics(BrokerHost host) {
    this.host = host;
  }

  @Override
  public Optional<TopicDescription> describe(String name) {
    int partitions = host.partitions(name);
    List<PartitionDescription> all =
        IntStream.range(0, partitions)
            .mapToObj(partition -> new PartitionDescription(partition, 0, 0, 0, -1))
            .toList();
    return Optional.of(new TopicDescription(name, TopicSettings.partitions(partitions), all));
  }

  @Override
  public List<String> list() {
    return List.of();
  }

  @Override
  public void create(String name, TopicSettings settings) {
    throw nothingIsChanged();
  }

  @Override
  public boolean createIfMissing(String name, TopicSettings settings) {
    throw nothingIsChanged();
  }

  @Override
  public void addPartitions(String name, int partitions) {
    throw nothingIsChanged();
  }

  @Override
  public void delete(String name) {
    throw nothingIsChanged();
  }

  private static UnsupportedException nothingIsChanged() {
    return new UnsupportedException("expected to look at topics only, found a change of them");
  }
}
