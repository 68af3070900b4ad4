package dev.waybill.compatibility.difference;

import static dev.waybill.compatibility.difference.Trees.array;
import static dev.waybill.compatibility.difference.Trees.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/**
 * A client of one server that writes down what it asks and hears. It asks again while the answer is
 * that something is still under way, as every client does. One thread uses it.
 */
final class Speaker implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long ASK_AGAIN_MILLIS = 2;

  /** Answers of which a client knows that a later one says more. */
  private static final Set<Short> NOT_YET =
      Set.of(
          Errors.COORDINATOR_LOAD_IN_PROGRESS.code(),
          Errors.COORDINATOR_NOT_AVAILABLE.code(),
          Errors.NOT_COORDINATOR.code(),
          Errors.CONCURRENT_TRANSACTIONS.code(),
          Errors.LEADER_NOT_AVAILABLE.code(),
          Errors.NOT_ENOUGH_REPLICAS.code());

  private static final String BARRIER = "barrier";

  private final String bootstrap;
  private final Versions versions;
  private final Names names = new Names();
  private final List<Exchange> transcript = new ArrayList<>();
  private WireClient client;

  /**
   * @param versions those that both servers speak
   */
  Speaker(String bootstrap, Versions versions) throws IOException {
    this.bootstrap = bootstrap;
    this.versions = versions;
    this.client = new WireClient(bootstrap);
  }

  List<Exchange> transcript() {
    return List.copyOf(transcript);
  }

  /** A version of a request that both servers speak. */
  short any(ApiKeys key, Dice dice) {
    return any(key, 0, dice);
  }

  /** The same, from a version on. */
  short any(ApiKeys key, int first, Dice dice) {
    return (short) dice.within(Math.max(first, versions.first(key)), versions.last(key));
  }

  /** The same, up to a version. */
  short anyBelow(ApiKeys key, int bound, Dice dice) {
    return (short) dice.within(versions.first(key), Math.min(bound - 1, versions.last(key)));
  }

  short last(ApiKeys key) {
    return versions.last(key);
  }

  /** Asks, and writes down what was asked and heard. */
  JsonNode ask(ApiKeys key, int version, ObjectNode request) throws IOException {
    JsonNode answer = until(key, version, request, heard -> !isNotYet(heard));
    ApiMessage asked = message(key, version, request);
    transcript.add(
        new Exchange(
            key,
            (short) version,
            names.in(Messages.tree(asked, (short) version)),
            names.in(answer)));
    return answer;
  }

  /** Asks once, and writes nothing down. */
  JsonNode askAside(ApiKeys key, int version, ObjectNode request) throws IOException {
    Optional<ApiMessage> answer = client.ask((short) version, message(key, version, request));
    if (answer.isEmpty()) {
      client.close();
      client = new WireClient(bootstrap);
      return TextNode.valueOf("closed");
    }
    return Messages.tree(answer.get(), (short) version);
  }

  /** Asks until the answer is as it must become, and writes nothing down. */
  JsonNode until(ApiKeys key, int version, ObjectNode request, Predicate<JsonNode> settled)
      throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    JsonNode answer = askAside(key, version, request);
    while (!settled.test(answer) && System.nanoTime() < end) {
      pause();
      answer = askAside(key, version, request);
    }
    return answer;
  }

  /** Says something that is not answered. */
  void tell(ApiKeys key, int version, ObjectNode request) throws IOException {
    client.tell((short) version, message(key, version, request));
  }

  /** Waits until groups and transactions are looked after, which Kafka begins when first asked. */
  void awaitCoordinators() throws IOException {
    for (int keyType = 0; keyType <= 1; keyType++) {
      until(
          ApiKeys.FIND_COORDINATOR,
          2,
          object("key", "any", "keyType", keyType),
          heard -> errorOf(heard) == Errors.NONE);
    }
  }

  /** Makes a topic, outside of what is compared, and waits until it can be used. */
  void makeTopic(String name, int partitions) throws IOException {
    makeTopic(name, partitions, array());
  }

  void makeTopic(String name, int partitions, JsonNode configs) throws IOException {
    createTopic(name, partitions, configs);
    for (int partition = 0; partition < partitions; partition++) {
      until(
          ApiKeys.LIST_OFFSETS,
          7,
          earliest(name, partition),
          heard -> !heard.findValues("errorCode").stream().anyMatch(code -> code.asInt() != 0));
    }
    topicId(name);
  }

  /** The id that this server gave a topic; all zeros: there is no such topic. */
  String topicId(String name) throws IOException {
    JsonNode answer = askAside(ApiKeys.METADATA, 12, metadata(name));
    names.in(answer);
    return answer.path("topics").path(0).path("topicId").asText();
  }

  /**
   * Waits until what was changed about topics so far is known everywhere in the server: its changes
   * are told in order, so the last one's coming and going tells of those before.
   */
  void settle() throws IOException {
    createTopic(BARRIER, 1, array());
    askAside(ApiKeys.DELETE_TOPICS, 1, object("topicNames", array(BARRIER), "timeoutMs", 10_000));
    until(
        ApiKeys.METADATA,
        9,
        metadata(BARRIER),
        heard -> errorOf(heard.path("topics").path(0)) == Errors.UNKNOWN_TOPIC_OR_PARTITION);
  }

  private void createTopic(String name, int partitions, JsonNode configs) throws IOException {
    ObjectNode topic =
        object(
            "name", name,
            "numPartitions", partitions,
            "replicationFactor", 1,
            "assignments", array(),
            "configs", configs);
    JsonNode answer =
        askAside(
            ApiKeys.CREATE_TOPICS,
            5,
            object("topics", array(topic), "timeoutMs", 10_000, "validateOnly", false));
    if (errorOf(answer.path("topics").path(0)) != Errors.NONE) {
      throw new IOException("expected topic " + name + " to be created: " + answer);
    }
    until(
        ApiKeys.METADATA,
        9,
        metadata(name),
        heard ->
            errorOf(heard.path("topics").path(0)) == Errors.NONE
                && heard.path("topics").path(0).path("partitions").size() == partitions
                && heard.findValues("errorCode").stream().allMatch(code -> code.asInt() == 0));
  }

  static Errors errorOf(JsonNode node) {
    return Errors.forCode((short) node.path("errorCode").asInt());
  }

  private static ObjectNode metadata(String topic) {
    return object(
        "topics",
        array(object("topicId", "AAAAAAAAAAAAAAAAAAAAAA", "name", topic)),
        "allowAutoTopicCreation",
        false,
        "includeClusterAuthorizedOperations",
        false,
        "includeTopicAuthorizedOperations",
        false);
  }

  private static ObjectNode earliest(String topic, int partition) {
    return object(
        "replicaId", -1,
        "isolationLevel", 0,
        "topics",
            array(
                object(
                    "name",
                    topic,
                    "partitions",
                    array(
                        object(
                            "partitionIndex",
                            partition,
                            "currentLeaderEpoch",
                            -1,
                            "timestamp",
                            -2L)))));
  }

  private static boolean isNotYet(JsonNode answer) {
    return answer.findValues("errorCode").stream()
            .anyMatch(code -> NOT_YET.contains((short) code.asInt()))
        || answer.findValues("partitionErrorCode").stream()
            .anyMatch(code -> NOT_YET.contains((short) code.asInt()));
  }

  private static ApiMessage message(ApiKeys key, int version, ObjectNode request) {
    return Messages.message(key.messageType.newRequest(), request, (short) version);
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a server settles", e);
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
