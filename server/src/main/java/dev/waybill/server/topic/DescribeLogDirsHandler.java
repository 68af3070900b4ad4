package dev.waybill.server.topic;

import dev.waybill.broker.Broker;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopic;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsPartition;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.requests.DescribeLogDirsRequest;
import org.jspecify.annotations.Nullable;

/**
 * DescribeLogDirs: v1–5. There is one directory; of its partitions all, or those that are named.
 */
public final class DescribeLogDirsHandler implements ApiHandler<DescribeLogDirsRequest> {
  private final Broker broker;
  private final String directory;

  /**
   * @param directory what the data directory is called
   */
  public DescribeLogDirsHandler(Broker broker, String directory) {
    this.broker = broker;
    this.directory = directory;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DESCRIBE_LOG_DIRS;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(
      DescribeLogDirsRequest request, Caller caller) {
    DescribeLogDirsResult result = new DescribeLogDirsResult().setLogDir(directory);
    if (request.data().topics() == null) {
      for (TopicDescription topic : broker.topics()) {
        result.topics().add(describe(topic.name(), null));
      }
    } else {
      for (DescribableLogDirTopic topic : request.data().topics()) {
        result.topics().add(describe(topic.topic(), topic.partitions()));
      }
    }
    result.topics().removeIf(topic -> topic.partitions().isEmpty());
    return CompletableFuture.completedFuture(
        new DescribeLogDirsResponseData().setResults(List.of(result)));
  }

  /** All partitions when none are named. */
  private DescribeLogDirsTopic describe(String name, @Nullable List<Integer> partitions) {
    DescribeLogDirsTopic topic = new DescribeLogDirsTopic().setName(name);
    for (PartitionView view : broker.views(name)) {
      int number = view.topicPartition().partition();
      if (partitions == null || partitions.contains(number)) {
        topic
            .partitions()
            .add(
                new DescribeLogDirsPartition()
                    .setPartitionIndex(number)
                    .setPartitionSize(view.sizeBytes()));
      }
    }
    return topic;
  }
}
