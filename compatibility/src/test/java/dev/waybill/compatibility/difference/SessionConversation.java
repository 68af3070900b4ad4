package dev.waybill.compatibility.difference;

import static dev.waybill.compatibility.difference.Trees.array;
import static dev.waybill.compatibility.difference.Trees.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.compatibility.difference.Batches.Sender;
import dev.waybill.compatibility.difference.Log.Topic;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.CompressionType;

/** Fetch sessions: begun, changed, mistaken, and told of topics that come and go. */
final class SessionConversation implements Conversation {
  private static final int STEPS = 50;
  private static final int PARTITIONS = 2;
  private static final int MOST_BYTES = 1 << 20;

  private Speaker speaker;
  private Dice dice;
  private Log log;
  private List<Topic> topics;
  private String passing;
  private int session;
  private int epoch;
  private short version;

  @Override
  public void hold(Speaker speaker, Dice dice) throws IOException {
    this.speaker = speaker;
    this.dice = dice;
    this.log = new Log(speaker, dice);
    String prefix = "sessions-" + dice.within(0, 1 << 30) + "-";
    passing = prefix + "passing";
    speaker.makeTopic(prefix + "staying", PARTITIONS);
    speaker.makeTopic(passing, PARTITIONS);
    topics = List.of(topic(prefix + "staying"), topic(passing));
    begin();
    dice.takes(
        STEPS,
        List.of(
            this::begin,
            this::goOn,
            this::goOn,
            this::goOn,
            this::goOn,
            this::mistake,
            this::finish,
            this::send,
            this::send,
            this::makeAnew));
  }

  private Topic topic(String name) throws IOException {
    return new Topic(name, speaker.topicId(name));
  }

  private void begin() throws IOException {
    version = speaker.any(ApiKeys.FETCH, 7, dice);
    epoch = 0;
    fetch(0, 0, wanted(), array());
  }

  private void goOn() throws IOException {
    ArrayNode forgotten = array();
    if (dice.oneIn(4)) {
      Topic topic = dice.of(topics);
      forgotten.add(
          object(
              "topic", topic.name(), "topicId", topic.id(), "partitions", array(partition(topic))));
    }
    fetch(session, epoch, dice.oneIn(2) ? array() : wanted(), forgotten);
  }

  private void mistake() throws IOException {
    if (dice.oneIn(2)) {
      fetch(session, epoch + 5, wanted(), array());
    } else {
      fetch(session == 0 ? 77 : session + 1, Math.max(1, epoch), wanted(), array());
    }
  }

  private void finish() throws IOException {
    fetch(session, -1, wanted(), array());
    session = 0;
    epoch = 1;
  }

  private void fetch(int id, int at, ArrayNode wanted, ArrayNode forgotten) throws IOException {
    ObjectNode request = Log.fetchRequest(id, at, 0, 0, MOST_BYTES, wanted);
    request.set("forgottenTopicsData", forgotten);
    JsonNode answer = speaker.ask(ApiKeys.FETCH, version, request);
    int told = answer.path("sessionId").asInt();
    if (Speaker.errorOf(answer) == Errors.NONE && told != 0) {
      session = told;
      epoch = at + 1;
    }
  }

  private ArrayNode wanted() {
    ArrayNode wanted = array();
    for (Topic topic : topics) {
      if (!dice.oneIn(3)) {
        wanted.add(
            Log.fetched(
                topic, Log.fetchPartition(partition(topic), dice.of(0, 0, 2, 99), MOST_BYTES, -1)));
      }
    }
    if (dice.oneIn(8)) {
      Topic nowhere = new Topic("nowhere", "AAAAAAAAAAAAAAAAAAAAEg");
      wanted.add(Log.fetched(nowhere, Log.fetchPartition(0, 0, MOST_BYTES, -1)));
    }
    return wanted;
  }

  /** One that is not there only of a topic that is. */
  private int partition(Topic topic) {
    return topic.name().equals(passing) ? dice.within(0, 1) : dice.of(0, 0, 1, 1, 5, -1);
  }

  private void send() throws IOException {
    log.produce(
        speaker.any(ApiKeys.PRODUCE, dice),
        dice.of(topics),
        dice.within(0, PARTITIONS - 1),
        -1,
        null,
        Batches.of(CompressionType.NONE, Sender.NOBODY, 2, Batches.BEGIN));
  }

  private void makeAnew() throws IOException {
    speaker.askAside(
        ApiKeys.DELETE_TOPICS, 1, object("topicNames", array(passing), "timeoutMs", 10_000));
    speaker.settle();
    speaker.makeTopic(passing, PARTITIONS);
    if (session != 0) {
      fetch(session, epoch, array(), array());
    }
    topics = List.of(topics.get(0), topic(passing));
    begin();
  }
}
