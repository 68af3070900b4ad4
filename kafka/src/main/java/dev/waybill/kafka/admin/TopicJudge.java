package dev.waybill.kafka.admin;

import dev.waybill.engine.Caution;
import dev.waybill.engine.Caution.Concern;
import dev.waybill.engine.Caution.Severity;
import dev.waybill.kafka.admin.TopicFacts.Copies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.TopicConfig;

/** What a topic's settings mean for promises that rest on it. Pure. */
final class TopicJudge {

  /** A group that is away for so long is no accident: a restart, a night. */
  private static final Duration SHORT_RETENTION = Duration.ofHours(1);

  private final ClusterFacts cluster;
  private final TopicFacts topic;
  private final List<Caution> cautions = new ArrayList<>();

  private TopicJudge(ClusterFacts cluster, TopicFacts topic) {
    this.cluster = cluster;
    this.topic = topic;
  }

  static List<Caution> of(ClusterFacts cluster, TopicFacts topic) {
    TopicJudge judge = new TopicJudge(cluster, topic);
    judge.unread();
    judge.copies();
    judge.inSyncNow();
    judge.elections();
    judge.cleanup();
    judge.timestamps();
    judge.flushes();
    return List.copyOf(judge.cautions);
  }

  private void unread() {
    topic
        .unread()
        .ifPresent(
            why ->
                add(
                    Severity.WARNING,
                    Concern.ANYTHING,
                    "its settings could not be read ("
                        + why
                        + "), so that they may break a promise unseen; have the principal allowed to"
                        + " describe the topic and its configuration"));
  }

  private void copies() {
    Optional<Integer> known = topic.replicas();
    Optional<Long> limit = topic.number(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
    if (known.isEmpty()) {
      return;
    }
    int replicas = known.get();
    add(
        Severity.NOTE,
        Concern.KEEPING,
        "replication factor "
            + replicas
            + limit.map(minimum -> ", min.insync.replicas=" + minimum).orElse(""));
    if (limit.isPresent() && limit.get() > replicas) {
      minimumBeyond(replicas, limit.get());
    }
    if (replicas == 1) {
      add(
          Severity.WARNING,
          Concern.KEEPING,
          "one copy of a partition (replication factor 1): what that broker's disk loses is lost,"
              + " acknowledged or not, and while the broker is away nothing is published or read;"
              + " reassign its partitions to three brokers, or create topics with"
              + " replicationFactor=3");
    } else if (limit.isPresent() && limit.get() <= 1) {
      add(
          Severity.WARNING,
          Concern.KEEPING,
          "min.insync.replicas="
              + limit.get()
              + ": with the other replicas out of sync, acks=all means one copy, and a broker that"
              + " fails then loses acknowledged messages; set it to 2, with a replication factor of"
              + " 3");
    }
  }

  private void minimumBeyond(int replicas, long minimum) {
    String found = "min.insync.replicas=" + minimum + ", with a replication factor of " + replicas;
    if (cluster.limitsMinInSync()) {
      add(
          Severity.WARNING,
          Concern.CONFIRMED_PUBLISHING,
          found
              + ": these brokers take the smaller of both, older ones refuse whatever is published"
              + " with acks=all; so acknowledged messages have "
              + replicas
              + (replicas == 1 ? " copy" : " copies")
              + ", not "
              + minimum
              + ", and one replica out of sync is enough to have publishes refused; add replicas, or"
              + " lower the minimum");
    } else {
      add(
          Severity.ERROR,
          Concern.CONFIRMED_PUBLISHING,
          found
              + ": whatever is published with acks=all is refused; add replicas, or lower the minimum"
              + " to less than their number");
    }
  }

  private void inSyncNow() {
    long minimum = topic.number(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).orElse(1L);
    List<Copies> leaderless = topic.partitions().stream().filter(copies -> !copies.led()).toList();
    if (!leaderless.isEmpty()) {
      add(
          Severity.WARNING,
          Concern.ANYTHING,
          partitions(leaderless)
              + " has no leader now: nothing is published or read there until a replica that was in"
              + " sync is back; start its brokers");
    }
    List<Copies> below =
        topic.partitions().stream()
            .filter(
                copies -> copies.led() && copies.inSync() < Math.min(minimum, copies.replicas()))
            .toList();
    if (!below.isEmpty()) {
      add(
          Severity.WARNING,
          Concern.CONFIRMED_PUBLISHING,
          partitions(below)
              + " has fewer replicas in sync now than min.insync.replicas="
              + minimum
              + " asks for: whatever is published there with acks=all is refused until they have"
              + " caught up; look after the brokers that keep the others");
    }
  }

  private static String partitions(List<Copies> some) {
    return some.stream()
        .map(copies -> Integer.toString(copies.partition()))
        .collect(
            Collectors.joining(
                ", ", some.size() == 1 ? "partition " : "each of the partitions ", ""));
  }

  private void elections() {
    if (topic.is(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "true")) {
      add(
          Severity.WARNING,
          Concern.KEEPING,
          "unclean.leader.election.enable=true: when all replicas in sync are away, one that lags"
              + " becomes leader and drops acknowledged messages; set it to false, unless being"
              + " available matters more");
    }
  }

  private void cleanup() {
    String policy = topic.settings().getOrDefault(TopicConfig.CLEANUP_POLICY_CONFIG, "");
    if (policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      add(
          Severity.WARNING,
          Concern.COMPLETE_READING,
          "cleanup.policy="
              + policy
              + ": older messages of a key vanish, read or not, and messages without a key are"
              + " refused; a group that must see every message needs cleanup.policy=delete");
    }
    if (!policy.contains(TopicConfig.CLEANUP_POLICY_DELETE)) {
      return; // nothing goes by its age or size
    }
    Optional<Long> millis = topic.number(TopicConfig.RETENTION_MS_CONFIG);
    Optional<Long> bytes = topic.number(TopicConfig.RETENTION_BYTES_CONFIG);
    if (millis.equals(Optional.of(0L)) || bytes.equals(Optional.of(0L))) {
      add(
          Severity.ERROR,
          Concern.COMPLETE_READING,
          (millis.equals(Optional.of(0L)) ? "retention.ms=0" : "retention.bytes=0")
              + ": a message may be deleted as soon as it is stored; keep messages for longer than a"
              + " group may be away");
    } else if (millis.isPresent()
        && millis.get() > 0
        && millis.get() < SHORT_RETENTION.toMillis()) {
      add(
          Severity.WARNING,
          Concern.COMPLETE_READING,
          "retention.ms="
              + millis.get()
              + ", less than an hour: a group that is away, or behind, for longer loses messages;"
              + " keep them for as long as a group may be away");
    }
  }

  private void timestamps() {
    if (topic.is(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime")) {
      add(
          Severity.WARNING,
          Concern.TIMESTAMPS,
          "message.timestamp.type=LogAppendTime: the broker replaces the time that a publisher gave"
              + " its message by its own; set it to CreateTime where the publisher's matters");
    }
  }

  private void flushes() {
    if (topic.is(TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG, "1")) {
      add(
          Severity.NOTE,
          Concern.KEEPING,
          "flush.messages=1: every replica syncs its disk with each append, so that a message"
              + " acknowledged under acks=all was synced by the replicas in sync");
    }
  }

  private void add(Severity severity, Concern concern, String sentence) {
    cautions.add(new Caution(severity, concern, topic.name(), sentence));
  }
}
