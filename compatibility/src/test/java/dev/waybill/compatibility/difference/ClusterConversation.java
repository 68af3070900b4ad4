package dev.waybill.compatibility.difference;

import static dev.waybill.compatibility.difference.Trees.array;
import static dev.waybill.compatibility.difference.Trees.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.common.protocol.ApiKeys;

/** What a server says of itself: its requests and versions, its nodes, its disk, its settings. */
final class ClusterConversation implements Conversation {
  private static final int STEPS = 40;
  private static final int TOPIC = 2;
  private static final int BROKER = 4;

  private Speaker speaker;
  private Dice dice;
  private String topic;

  @Override
  public void hold(Speaker speaker, Dice dice) throws IOException {
    this.speaker = speaker;
    this.dice = dice;
    topic = "cluster-" + dice.within(0, 1 << 30);
    speaker.makeTopic(topic, 3);
    versions();
    directories();
    dice.takes(STEPS, List.of(this::versions, this::cluster, this::directories, this::settingsOf));
  }

  private void versions() throws IOException {
    speaker.ask(
        ApiKeys.API_VERSIONS,
        speaker.any(ApiKeys.API_VERSIONS, dice),
        object(
            "clientSoftwareName", dice.of("a-client", "", "-a client-"),
            "clientSoftwareVersion", dice.of("1.0", "", "one?")));
  }

  private void cluster() throws IOException {
    speaker.ask(
        ApiKeys.DESCRIBE_CLUSTER,
        speaker.any(ApiKeys.DESCRIBE_CLUSTER, dice),
        object(
            "includeClusterAuthorizedOperations", dice.oneIn(2),
            "endpointType", dice.of(1, 1, 2, 9),
            "includeFencedBrokers", dice.oneIn(2)));
  }

  private void directories() throws IOException {
    ArrayNode topics = array();
    topics.add(object("topic", topic, "partitions", dice.of(array(0, 2), array(1, 7), array())));
    if (dice.oneIn(2)) {
      topics.add(object("topic", dice.of("nowhere", "a b", ""), "partitions", array(0)));
    }
    speaker.ask(
        ApiKeys.DESCRIBE_LOG_DIRS,
        speaker.any(ApiKeys.DESCRIBE_LOG_DIRS, dice),
        object("topics", topics));
  }

  /** Of nodes and kinds of things that there are not. */
  private void settingsOf() throws IOException {
    JsonNode resource =
        dice.of(
            resource(BROKER, "99"),
            resource(BROKER, "x"),
            resource(TOPIC, ""),
            resource(TOPIC, "nowhere"),
            resource(0, "x"),
            resource(77, "x"));
    speaker.ask(
        ApiKeys.DESCRIBE_CONFIGS,
        speaker.any(ApiKeys.DESCRIBE_CONFIGS, dice),
        object(
            "resources", array(resource),
            "includeSynonyms", dice.oneIn(2),
            "includeDocumentation", dice.oneIn(2)));
  }

  private static JsonNode resource(int type, String name) {
    return object("resourceType", type, "resourceName", name, "configurationKeys", array());
  }
}
