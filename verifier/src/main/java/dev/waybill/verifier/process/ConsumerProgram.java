package dev.waybill.verifier.process;

import static dev.waybill.verifier.history.Event.NO_TRANSACTION;

import dev.waybill.Guarantee;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Outcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * A member of a group that commits before its handler (at most once) or after it (at least once);
 * arguments are {@link Work}'s. The handler's effect is a number in a file.
 */
public final class ConsumerProgram {
  private static final Duration WAIT = Duration.ofMillis(100);

  private final Work work;
  private final EventFile events;
  private final EffectFile effects;

  private ConsumerProgram(Work work, EventFile events, EffectFile effects) {
    this.work = work;
    this.events = events;
    this.effects = effects;
  }

  /** Started by {@link ProcessVerification}. */
  public static void main(String[] args) throws Exception {
    ParentLine parent = ParentLine.listen();
    Work work = Work.parse(ParentLine.arguments(args));
    try (EventFile events = EventFile.create(work.events());
        EffectFile effects = EffectFile.create(work.effects())) {
      new ConsumerProgram(work, events, effects).run(parent);
    }
    parent.say("finished");
    Runtime.getRuntime().halt(0);
  }

  private void run(ParentLine parent) {
    try (KafkaConsumer<String, byte[]> consumer = work.member()) {
      consumer.subscribe(List.of(work.input()), new AssignmentEvents(work, events, consumer));
      parent.say("working");
      while (!parent.isFinishing()) {
        ConsumerRecords<String, byte[]> records;
        try {
          records = consumer.poll(WAIT);
        } catch (FencedInstanceIdException e) {
          throw e;
        } catch (KafkaException e) {
          // Whatever it was, the next poll goes on.
          continue;
        }
        if (records.isEmpty()) {
          continue;
        }
        if (work.guarantee() == Guarantee.AT_MOST_ONCE) {
          if (commit(consumer, records)) {
            records.forEach(this::handle);
          } else {
            // What was fetched and not handled is fetched again, if the position has not passed it.
            Rewinding.toCommitted(consumer, work, events);
          }
        } else {
          records.forEach(this::handle);
          // Unless it is done the group goes on from the older position.
          commit(consumer, records);
        }
      }
    }
  }

  private void handle(ConsumerRecord<String, byte[]> record) {
    long message = Deliveries.add(events, work, record);
    effects.add(message);
    events.add(
        new Event.Acknowledged(
            work.process(), work.group(), record.topic(), record.partition(), record.offset()));
  }

  /**
   * @return whether the positions are known to be committed
   */
  private boolean commit(
      KafkaConsumer<String, byte[]> consumer, ConsumerRecords<String, byte[]> records) {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    for (ConsumerRecord<String, byte[]> each : records) {
      positions.put(
          new TopicPartition(each.topic(), each.partition()),
          new OffsetAndMetadata(each.offset() + 1));
    }
    positions.forEach(
        (partition, position) ->
            events.add(
                new Event.CommitInvoked(
                    work.process(),
                    work.group(),
                    partition.topic(),
                    partition.partition(),
                    position.offset(),
                    NO_TRANSACTION)));
    boolean unknown = false;
    while (true) {
      try {
        consumer.commitSync(positions);
        ended(positions, Outcome.DONE);
        return true;
      } catch (TimeoutException | RetriableCommitFailedException e) {
        unknown = true;
      } catch (CommitFailedException | RebalanceInProgressException e) {
        ended(positions, unknown ? Outcome.UNKNOWN : Outcome.NOT_DONE);
        return false;
      } catch (KafkaException e) {
        ended(positions, Outcome.UNKNOWN);
        return false;
      }
    }
  }

  private void ended(Map<TopicPartition, OffsetAndMetadata> positions, Outcome outcome) {
    positions.forEach(
        (partition, position) ->
            events.add(
                new Event.CommitEnded(
                    work.process(),
                    work.group(),
                    partition.topic(),
                    partition.partition(),
                    position.offset(),
                    NO_TRANSACTION,
                    outcome)));
  }
}
