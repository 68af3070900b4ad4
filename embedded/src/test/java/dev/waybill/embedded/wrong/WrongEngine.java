package dev.waybill.embedded.wrong;

import dev.waybill.admin.Groups;
import dev.waybill.admin.Topics;
import dev.waybill.engine.AssignmentListener;
import dev.waybill.engine.Capabilities;
import dev.waybill.engine.ConsumerSettings;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.engine.Isolation;
import dev.waybill.engine.PublisherSettings;
import dev.waybill.engine.TransactionSettings;
import dev.waybill.message.TopicPartition;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An engine over another one, right but for a fault. */
record WrongEngine(Engine right, Capabilities capabilities, @Nullable Fault fault)
    implements Engine {

  private static final AssignmentListener DEAF =
      new AssignmentListener() {
        @Override
        public void onAssigned(Set<TopicPartition> partitions) {}

        @Override
        public void onRevoked(Set<TopicPartition> partitions) {}

        @Override
        public void onLost(Set<TopicPartition> partitions) {}
      };

  @Override
  public String name() {
    return right.name();
  }

  @Override
  public Topics topics() {
    return right.topics();
  }

  @Override
  public Groups groups() {
    return right.groups();
  }

  @Override
  public EnginePublisher publisher(PublisherSettings settings) {
    return new WrongPublisher(right.publisher(settings), fault);
  }

  @Override
  public EngineTransactions transactions(TransactionSettings asked) {
    String id = asked.transactionalId();
    if (fault == Fault.FENCES_NO_OLDER_SESSION) {
      id += UUID.randomUUID();
    }
    return new WrongTransactions(
        right.transactions(new TransactionSettings(id, asked.timeout(), asked.publishing())),
        fault);
  }

  @Override
  public EngineConsumer consumer(ConsumerSettings asked) {
    ConsumerSettings settings =
        new ConsumerSettings(
            asked.group(),
            asked.topics(),
            fault == Fault.REVEALS_ABORTED_MESSAGES
                ? Isolation.READ_UNCOMMITTED
                : asked.isolation(),
            asked.startAt(),
            asked.maxBatchMessages(),
            asked.maxBatchBytes(),
            asked.sessionTimeout(),
            fault == Fault.GIVES_PARTITIONS_UP_WITHOUT_ASKING ? DEAF : asked.listener());
    return new WrongConsumer(right.consumer(settings), fault);
  }

  @Override
  public void close() {
    right.close();
  }
}
