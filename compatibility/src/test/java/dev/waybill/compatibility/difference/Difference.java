package dev.waybill.compatibility.difference;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;

/**
 * Where we answer otherwise than Apache Kafka, on purpose. This is the only list; whatever is not
 * on it fails the test. {@code docs/kafka-differences.md} is written from it.
 */
enum Difference {
  ERROR_TEXTS(
      "every answer with an error",
      "errorMessage",
      "Our texts say what was expected, what was found and what follows, also where Kafka gives"
          + " none; whether there is an error, and which, is the same.",
      at ->
          at.isAt("errorMessage") && !at.ours().asText().isEmpty() && !at.theirs().isMissingNode()),

  NO_INTERNAL_TOPICS(
      "Metadata of all topics, DescribeTransactions",
      "topics",
      "Positions and transactions are in a journal that no client can touch, not in the topics"
          + " __consumer_offsets and __transaction_state.",
      at ->
          at.isOf(ApiKeys.METADATA, ApiKeys.DESCRIBE_TRANSACTIONS)
              && at.path().contains("topics[__")
              && at.ours().isMissingNode()),

  NO_MEMBER_IN_ERRORS(
      "JoinGroup that is refused",
      "memberId",
      "An error is of no member. Kafka repeats what was asked.",
      at -> at.isOf(ApiKeys.JOIN_GROUP) && at.isAt("memberId") && at.ours().asText().isEmpty()),

  NO_MIXTURE(
      "Produce, a batch outside of a transaction by a producer with a transactional id",
      "errorCode",
      "We say INVALID_TXN_STATE also while no transaction is open: whoever has such a producer means"
          + " everything to be in one.",
      at ->
          at.isOf(ApiKeys.PRODUCE)
              && at.path().contains("partitionResponses[2]")
              && (at.isAt("errorCode") && at.says(Errors.INVALID_TXN_STATE, Errors.NONE)
                  || at.isAt("baseOffset") && at.ours().asLong() == -1)),

  NOTHING_TO_COMMIT(
      "EndTxn from version 5 on, a commit of nothing",
      "errorCode",
      "It is done, and the producer goes on. Kafka says INVALID_TXN_STATE, which ends the producer.",
      at ->
          at.isOf(ApiKeys.END_TXN)
              && (at.isAt("errorCode") && at.says(Errors.NONE, Errors.INVALID_TXN_STATE)
                  || (at.isAt("producerId") || at.isAt("producerEpoch"))
                      && at.theirs().asText().equals("-1"))),

  END_ASKED_AGAIN(
      "EndTxn from version 5 on, of the transaction before the one that is open",
      "errorCode",
      "It is told again how that one ended, or INVALID_TXN_STATE if the opposite is asked; the open"
          + " one is not touched. Kafka says PRODUCER_FENCED.",
      at ->
          at.isOf(ApiKeys.END_TXN)
              && at.isAt("errorCode")
              && (at.says(Errors.NONE, Errors.PRODUCER_FENCED)
                  || at.says(Errors.INVALID_TXN_STATE, Errors.PRODUCER_FENCED))),

  NOT_JOINED(
      "Produce of version 11 and TxnOffsetCommit of version 4, what did not join the transaction before",
      "errorCode",
      "We say INVALID_TXN_STATE as to older versions: Kafka Streams gives up for good when it hears"
          + " TRANSACTION_ABORTABLE, which is what Kafka says.",
      at ->
          at.isOf(ApiKeys.PRODUCE, ApiKeys.TXN_OFFSET_COMMIT)
              && at.isAt("errorCode")
              && at.says(Errors.INVALID_TXN_STATE, Errors.TRANSACTION_ABORTABLE)),

  BEGIN_OF_WHAT_ENDED(
      "DescribeTransactions, of a producer without an open transaction",
      "transactionStartTimeMs",
      "There is none. Kafka keeps that of the transaction before.",
      at ->
          at.isOf(ApiKeys.DESCRIBE_TRANSACTIONS)
              && at.isAt("transactionStartTimeMs")
              && at.ours().asLong() == -1),

  EPOCHS_OF_PRODUCERS(
      "every answer with the epoch of a transactional producer",
      "producerEpoch",
      "A session that takes over an open transaction goes on two epochs later, one for the abort and"
          + " one for itself; in Kafka it may be one. To clients an epoch is only newer or not.",
      at ->
          at.isAt("producerEpoch")
              && at.ours().asText().startsWith("epoch")
              && at.theirs().asText().startsWith("epoch")),

  START_WITH_REFUSAL(
      "Produce, records that no log would take: an old format, a codec that is newer than the version",
      "logStartOffset",
      "Where the partition begins is said as with any other refusal. Kafka says -1.",
      at ->
          at.isOf(ApiKeys.PRODUCE)
              && at.isAt("logStartOffset")
              && at.theirs().asLong() == -1
              && at.ours().asLong() >= 0),

  REPEATED_SEQUENCE(
      "Produce, a batch of an idempotent producer that was stored before, but is none of the last five",
      "errorCode",
      "We say DUPLICATE_SEQUENCE_NUMBER, which producers take for the success that it is; after"
          + " Kafka's OUT_OF_ORDER_SEQUENCE_NUMBER they would send it once more under a new epoch.",
      at ->
          at.isOf(ApiKeys.PRODUCE)
              && at.isAt("errorCode")
              && at.says(Errors.DUPLICATE_SEQUENCE_NUMBER, Errors.OUT_OF_ORDER_SEQUENCE_NUMBER)),

  REPEATED_BATCH_TIME(
      "Produce, a batch of an idempotent producer that is sent again",
      "logAppendTimeMs",
      "We answer as the first time: none, where records keep the time that their producer gave"
          + " them. Kafka then gives the producer's time as its own.",
      at ->
          at.isOf(ApiKeys.PRODUCE)
              && at.isAt("logAppendTimeMs")
              && at.ours().asLong() == -1
              && at.theirs().isTextual()),

  ONE_COORDINATOR(
      "DescribeProducers",
      "coordinatorEpoch",
      "There is one coordinator for ever, so its epoch is 0 also before a transaction ended.",
      at -> at.isOf(ApiKeys.DESCRIBE_PRODUCERS) && at.isAt("coordinatorEpoch")),

  FIRST_SEQUENCE(
      "Produce, the first batch of an idempotent producer in a partition that has forgotten none, and"
          + " its sequence number is not 0",
      "errorCode",
      "We say OUT_OF_ORDER_SEQUENCE_NUMBER, since batches before it were lost. Kafka stores it.",
      at ->
          at.isOf(ApiKeys.PRODUCE)
              && at.path().contains("partitionResponses[2]")
              && (at.says(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER, Errors.NONE) && at.isAt("errorCode")
                  || at.isAt("baseOffset") && at.ours().asLong() == -1)),

  COUNT_BEYOND_OFFSETS(
      "Produce, a batch that says it has more records than offsets",
      "errorCode",
      "We say CORRUPT_MESSAGE as for every header that cannot be; Kafka, INVALID_RECORD. Nothing is"
          + " stored.",
      at ->
          at.isOf(ApiKeys.PRODUCE)
              && at.isAt("errorCode")
              && at.says(Errors.CORRUPT_MESSAGE, Errors.INVALID_RECORD)),

  WHOLE_BATCHES(
      "Fetch, a partition with more records than were asked for",
      "records",
      "What is sent ends with a whole batch. Kafka fills up with the beginning of the next one, which"
          + " clients throw away.",
      at ->
          at.isOf(ApiKeys.FETCH)
              && at.ours().isMissingNode()
              && at.theirs().asText().equals("cut short")),

  ZSTD_FOR_OLD_CLIENTS(
      "Fetch before version 10, a partition with records in zstd",
      "errorCode and what follows",
      "We say UNSUPPORTED_COMPRESSION_TYPE: a client so old does not know zstd, and would take the"
          + " records for damaged. Kafka sends them.",
      at ->
          at.isOf(ApiKeys.FETCH)
              && at.exchange().version() < 10
              && at.answers(Errors.UNSUPPORTED_COMPRESSION_TYPE)),

  NO_ABORTED_IN_ERRORS(
      "Fetch, a partition with an error",
      "abortedTransactions",
      "Nothing was read, so nothing was aborted: an empty list. Kafka has null with some errors.",
      at ->
          at.isOf(ApiKeys.FETCH)
              && at.isAt("abortedTransactions")
              && at.ours().isEmpty()
              && at.theirs().isNull()),

  NOT_SPOKEN(
      "ApiVersions",
      "apiKeys",
      "What is not implemented is not listed: SaslHandshake and SaslAuthenticate, access lists,"
          + " quotas, SCRAM and delegation tokens; what only several nodes need (AlterReplicaLogDirs,"
          + " ElectLeaders, reassignments, DescribeQuorum, UpdateFeatures, the brokers' own requests);"
          + " clients' metrics; share groups and the streams groups of KIP-1071.",
      at ->
          at.isOf(ApiKeys.API_VERSIONS)
              && at.path().matches("apiKeys\\[\\d+]")
              && at.ours().isMissingNode()),

  NEWER_VERSIONS(
      "ApiVersions",
      "maxVersion",
      "All versions that kafka-clients 4.4.0 knows, which are a few more than those of 4.3.1.",
      at ->
          at.isOf(ApiKeys.API_VERSIONS)
              && at.isAt("maxVersion")
              && at.ours().asInt() > at.theirs().asInt()),

  FEATURES_WITH_MEANING(
      "ApiVersions from version 3 on",
      "supportedFeatures, finalizedFeatures, finalizedFeaturesEpoch",
      "group.version and transaction.version, which clients go by. There is no quorum whose metadata"
          + " has a version, and nothing that could be upgraded or downgraded.",
      at -> at.isOf(ApiKeys.API_VERSIONS) && at.path().matches("(supported|finalized)Features.*")),

  SPACE_IS_THE_DISKS(
      "DescribeLogDirs from version 4 on",
      "totalBytes, usableBytes",
      "-1, which means unknown: there may be no disk of our own. The sizes of partitions are told.",
      at ->
          at.isOf(ApiKeys.DESCRIBE_LOG_DIRS)
              && (at.isAt("totalBytes") || at.isAt("usableBytes"))
              && at.ours().asLong() == -1),

  MEMBER_OF_NO_GROUP(
      "ConsumerGroupHeartbeat, of a member whose group has nobody and nothing any more",
      "errorCode",
      "We say UNKNOWN_MEMBER_ID as to any member that was taken for dead: it joins again. Kafka says"
          + " GROUP_ID_NOT_FOUND.",
      at ->
          at.isOf(ApiKeys.CONSUMER_GROUP_HEARTBEAT)
              && at.isAt("errorCode")
              && at.says(Errors.UNKNOWN_MEMBER_ID, Errors.GROUP_ID_NOT_FOUND)),

  ASSIGNMENT_EVERY_TIME(
      "ConsumerGroupHeartbeat, an answer to a member whose assignment is as before",
      "assignment",
      "It is in every answer, so that one that got lost costs nothing. Kafka leaves it out.",
      at ->
          at.isOf(ApiKeys.CONSUMER_GROUP_HEARTBEAT)
              && at.isAt("assignment")
              && at.theirs().isNull()),

  TAKEN_AWAY_ALREADY(
      "ConsumerGroupDescribe, a member that was told to give partitions up and has not said so yet",
      "assignment",
      "What it was told. Kafka still counts what it may hold on to.",
      at ->
          at.isOf(ApiKeys.CONSUMER_GROUP_DESCRIBE)
              && at.path().contains(".assignment.topicPartitions[")
              && at.ours().isMissingNode()),

  NOTHING_TO_ASSIGN(
      "ConsumerGroupDescribe, a group without members",
      "assignorName",
      "Nobody assigns anything to nobody. Kafka says who did last.",
      at ->
          at.isOf(ApiKeys.CONSUMER_GROUP_DESCRIBE)
              && at.isAt("assignorName")
              && at.exchange().answer().toString().contains("\"Empty\"")),

  VALIDATED_ID(
      "CreateTopics from version 7 on, with validateOnly",
      "topicId",
      "A topic that is not made has no id. Kafka makes one up.",
      at ->
          at.isOf(ApiKeys.CREATE_TOPICS)
              && at.isAt("topicId")
              && at.exchange().request().path("validateOnly").asBoolean()),

  SET_TO_THE_DEFAULT(
      "CreateTopics and DescribeConfigs, a setting that was set to what it is anyway",
      "configSource, synonyms",
      "It counts as not set, and follows the default when that changes.",
      at ->
          at.isOf(ApiKeys.CREATE_TOPICS, ApiKeys.DESCRIBE_CONFIGS)
              && (at.isAt("configSource")
                      && at.ours().asInt() == ConfigSource.DEFAULT_CONFIG.id()
                      && at.theirs().asInt() == ConfigSource.TOPIC_CONFIG.id()
                  || at.path().matches(".*configs\\[[a-z.]+]\\.synonyms\\[.*")
                      && at.ours().isMissingNode()
                      && at.theirs().path("source").asInt() == ConfigSource.TOPIC_CONFIG.id())),

  NO_CLEANUP_POLICY(
      "IncrementalAlterConfigs, taking every word out of cleanup.policy",
      "errorCode",
      "We say INVALID_CONFIG: a topic that keeps everything has retention.ms=-1 and"
          + " retention.bytes=-1. Kafka takes a list of nothing for the same.",
      at ->
          at.isOf(ApiKeys.INCREMENTAL_ALTER_CONFIGS)
              && at.isAt("errorCode")
              && at.says(Errors.INVALID_CONFIG, Errors.NONE)
              && at.asks("cleanup.policy")),

  POLICIES_IN_ORDER(
      "DescribeConfigs, a cleanup.policy of both words",
      "value",
      "It is compact,delete whichever way round it was set; the order means nothing.",
      at ->
          at.isOf(ApiKeys.DESCRIBE_CONFIGS)
              && at.path().contains("configs[cleanup.policy]")
              && at.ours().asText().equals("compact,delete")
              && at.theirs().asText().equals("delete,compact")),

  AS_PRODUCED(
      "CreateTopics and IncrementalAlterConfigs, compression.type other than producer",
      "errorCode",
      "We say INVALID_CONFIG: batches are stored as their producer made them, and are not"
          + " compressed once more by the server.",
      at ->
          at.isOf(ApiKeys.CREATE_TOPICS, ApiKeys.INCREMENTAL_ALTER_CONFIGS)
              && at.isAt("errorCode")
              && at.says(Errors.INVALID_CONFIG, Errors.NONE)
              && at.asks("compression.type")),

  SETTINGS_WITHOUT_EFFECT(
      "CreateTopics and DescribeConfigs, settings of topics",
      "configs",
      "Only settings that have an effect are shown. Those about replicas, flushing, tiers and"
          + " indexes are accepted, and mean nothing on one node that syncs everything.",
      at ->
          at.isOf(ApiKeys.CREATE_TOPICS, ApiKeys.DESCRIBE_CONFIGS)
              && at.path().matches(".*configs\\[[a-z0-9.]+]")
              && at.ours().isMissingNode()),

  DEFAULT_SETTINGS(
      "CreateTopics and DescribeConfigs, settings of topics that nobody set",
      "value",
      "Nothing is deleted that nobody asked to delete (retention.ms=-1), batches may be 4 MiB,"
          + " segments are 256 MiB, and no clock of another machine makes us refuse a record.",
      at ->
          at.isOf(ApiKeys.CREATE_TOPICS, ApiKeys.DESCRIBE_CONFIGS)
              && at.path()
                  .matches(
                      ".*configs\\[(retention.ms|max.message.bytes|segment.bytes"
                          + "|message.timestamp.after.max.ms)].*"));

  private final String where;
  private final String field;
  private final String reason;
  private final Predicate<Discrepancy> covers;

  Difference(String where, String field, String reason, Predicate<Discrepancy> covers) {
    this.where = where;
    this.field = field;
    this.reason = reason;
    this.covers = covers;
  }

  /** Requests and conditions, in words. */
  String where() {
    return where;
  }

  String field() {
    return field;
  }

  /** Why it is better so, or does no harm. */
  String reason() {
    return reason;
  }

  /** The difference that explains a discrepancy; empty: it is a mistake, ours or of this list. */
  static Optional<Difference> explaining(Discrepancy discrepancy) {
    return Arrays.stream(values()).filter(each -> each.covers.test(discrepancy)).findFirst();
  }
}
