package dev.waybill.embedded.admin;

import dev.waybill.admin.TopicDescription;
import dev.waybill.admin.TopicDescription.PartitionDescription;
import dev.waybill.admin.TopicSettings;
import dev.waybill.admin.Topics;
import dev.waybill.broker.Broker;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.partition.Offsets;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.embedded.translation.Answers;
import dev.waybill.embedded.translation.Failures;
import dev.waybill.embedded.translation.TopicTerms;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The broker's topics. Descriptions come from snapshots; changes wait for the journal's sync. */
public final class EmbeddedTopics implements Topics {
  private final Broker broker;
  private final Runnable requireOpen;
  private final int maxMessageBytes;

  /**
   * @param requireOpen throws once the engine is closed
   * @param brokerMaxBatchBytes the largest batch the broker takes whatever the topic allows
   */
  public EmbeddedTopics(Broker broker, Runnable requireOpen, int brokerMaxBatchBytes) {
    this.broker = broker;
    this.requireOpen = requireOpen;
    this.maxMessageBytes = TopicTerms.maxMessageBytes(brokerMaxBatchBytes);
  }

  @Override
  public void create(String name, TopicSettings settings) {
    requireOpen.run();
    if (settings.maxMessageBytes() > maxMessageBytes) {
      throw new RejectedException(
          "creating topic "
              + name
              + ": expected maxMessageBytes of at most "
              + maxMessageBytes
              + ", which this engine can carry, found "
              + settings.maxMessageBytes()
              + "; no topic was created. Keep large objects elsewhere and publish where they are");
    }
    Answers.await(
        "creating topic " + name, () -> broker.createTopic(name, TopicTerms.toBroker(settings)));
  }

  @Override
  public boolean createIfMissing(String name, TopicSettings settings) {
    requireOpen.run();
    if (broker.topic(name).isPresent()) {
      return false;
    }
    try {
      create(name, settings);
      return true;
    } catch (WaybillException e) {
      Throwable cause = e.getCause();
      if (cause != null
          && Failures.code(cause).filter(ErrorCode.TOPIC_ALREADY_EXISTS::equals).isPresent()) {
        return false; // somebody else was faster
      }
      throw e;
    }
  }

  @Override
  public void addPartitions(String name, int partitions) {
    requireOpen.run();
    Answers.await(
        "adding partitions to topic " + name, () -> broker.addPartitions(name, partitions));
  }

  @Override
  public void delete(String name) {
    requireOpen.run();
    Answers.await("deleting topic " + name, () -> broker.deleteTopic(name));
  }

  @Override
  public List<String> list() {
    requireOpen.run();
    return broker.topics().stream().map(topic -> topic.name()).sorted().toList();
  }

  @Override
  public Optional<TopicDescription> describe(String name) {
    requireOpen.run();
    return broker
        .topic(name)
        .map(
            topic ->
                new TopicDescription(
                    name, TopicTerms.toApi(topic.settings()), partitions(broker.views(name))));
  }

  private static List<PartitionDescription> partitions(List<PartitionView> views) {
    List<PartitionDescription> partitions = new ArrayList<>(views.size());
    for (PartitionView view : views) {
      Offsets offsets = view.offsets();
      partitions.add(
          new PartitionDescription(
              view.topicPartition().partition(),
              offsets.logStart(),
              offsets.lastStable(),
              offsets.highWatermark(),
              view.sizeBytes()));
    }
    return partitions;
  }
}
