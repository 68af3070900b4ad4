package dev.waybill.compatibility.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.compatibility.crash.Death.Moment;
import dev.waybill.compatibility.crash.History.Outcome;
import dev.waybill.compatibility.crash.Work.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of {@code serve} under producers and a consumer that live on: 25 times, so 50
 * times where {@code .ci/run} runs it on two JDKs. {@code -Dwaybill.kills=500} kills more often,
 * {@code -Dwaybill.seed=…} at the moments of an earlier run.
 */
@Timeout(600)
@Order(1)
class ServeKillTest {
  private static final int KILLS = Integer.getInteger("waybill.kills", 25);
  private static final long SEED = Long.getLong("waybill.seed", System.nanoTime());

  private static final String PLAIN = "plain";
  private static final String IMPATIENT = "impatient";
  private static final String TRANSACTIONAL = "transactional";
  private static final int PARTITIONS = 3;
  private static final List<TopicPartition> ALL = partitions(PLAIN, TRANSACTIONAL);

  /** How members of groups join, and how soon they notice that nobody knows them any more. */
  private static final Map<String, Object> CLASSIC =
      Map.of("session.timeout.ms", 6_000, "heartbeat.interval.ms", 200);

  private static final Map<String, Object> KIP_848 = Map.of("group.protocol", "consumer");

  private static final int MOST_ACKNOWLEDGED = 400;
  private static final int MOST_TRANSACTIONS = 8;
  private static final long LONGEST_LIFE_BORN_NANOS = 30_000_000;
  private static final long LONGEST_END_NANOS = 3_000_000;

  /** What a failure is about is in there. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final History history = new History();
  private final Work work = new Work();
  private final Random random = new Random(SEED);
  private final List<Moment> coming = new ArrayList<>();
  private final List<Death> deaths = new ArrayList<>();
  private final List<CopierClient> copiers = new ArrayList<>();

  @Test
  void nothingAcknowledgedIsLostNothingTwiceAndNoTransactionTorn() throws Exception {
    List<Message> log;
    List<String> badCopies = new ArrayList<>();
    try (OlderClients older = OlderClients.load();
        Mortal server = Mortal.start(directory);
        KafkaConsumer<String, String> group = new KafkaConsumer<>(member(server))) {
      copiers.add(copier(server, older, "classic before KIP-890", CLASSIC));
      copiers.add(copier(server, getClass().getClassLoader(), "consumer 4.4.0", KIP_848));
      createTopics(server);
      List<Client> writers = writers(server, group);
      Onlooker onlooker = new Onlooker(consumer(server), ALL, history, work);
      onlooker.start();
      writers.forEach(Client::start);
      copiers.forEach(Client::start);

      while (deaths.size() < KILLS) {
        live(server);
      }
      for (Client each : writers) {
        each.finish();
      }
      for (Client each : copiers) {
        each.finish();
      }
      server.kill();
      server.startAgain();
      onlooker.finish();
      log = FreshRead.all(consumer(server), ALL);
      for (CopierClient each : copiers) {
        badCopies.addAll(anomalies(each, log, server));
      }
    }

    String run = "-Dwaybill.seed=" + SEED + " -Dwaybill.kills=" + KILLS;
    Renamings renamings = Renamings.of(directory.resolve("data"), PLAIN);
    assertThat(
            Audit.anomalies(
                history,
                log,
                // The others wait for as long as it takes: of theirs nothing may be there twice.
                (first, second) ->
                    first.key().startsWith(IMPATIENT)
                        && renamings.isRenamed(first.spot(), second.spot())))
        .as(run)
        .isEmpty();
    assertThat(badCopies).as(run).isEmpty();
    assertThat(history.givenUp()).as(run).isEmpty();
    assertFaultsHappened(run);
    System.out.println(run + ": " + log.size() + " messages read, " + summary());
  }

  /** One more life of a dead or living server, up to its kill. */
  private void live(Mortal server) throws Exception {
    if (coming.isEmpty()) {
      coming.addAll(List.of(Moment.values()));
      Collections.shuffle(coming, random);
    }
    Moment moment = coming.remove(0);
    switch (moment) {
      case STARTING -> {
        server.kill();
        server.dieStarting(0.5 + random.nextDouble() / 2);
      }
      case BORN -> LockSupport.parkNanos(random.nextLong(LONGEST_LIFE_BORN_NANOS));
      case UNDER_LOAD -> work.awaitAcknowledged(1 + random.nextInt(MOST_ACKNOWLEDGED));
      case BETWEEN_TRANSACTIONS -> work.awaitTransactions(1 + random.nextInt(MOST_TRANSACTIONS));
      case COPYING -> work.awaitCopies(copiers.size());
      case SENT -> work.awaitAndHold(Stage.SENT);
      case STAGED -> work.awaitAndHold(Stage.STAGED);
      case ENDING -> {
        work.awaitAndHold(Stage.ENDING);
        LockSupport.parkNanos(random.nextLong(LONGEST_END_NANOS));
      }
      default -> throw new IllegalStateException("no such moment: " + moment);
    }
    int copying = (int) copiers.stream().filter(CopierClient::isInTransaction).count();
    deaths.add(new Death(moment, work.unacknowledged(), work.stage(), copying));
    server.kill();
    work.release();
    work.checkHealthy();
    server.startAgain();
  }

  private void assertFaultsHappened(String run) {
    assertThat(deaths).as(run).hasSize(KILLS);
    assertThat(deaths)
        .as(run)
        .filteredOn(each -> each.unacknowledged() > 0)
        .hasSizeGreaterThan(KILLS / 2);
    assertThat(deaths)
        .as(run)
        .filteredOn(each -> each.moment() == Moment.SENT)
        .allMatch(each -> each.transaction() == Stage.SENT);
    assertThat(deaths)
        .as(run)
        .filteredOn(each -> each.moment() == Moment.STAGED)
        .allMatch(each -> each.transaction() == Stage.STAGED);
    assertThat(outcomes(Outcome.COMMITTED)).as(run).isPositive();
    assertThat(outcomes(Outcome.ABORTED)).as(run).isPositive();
    assertThat(deaths).as(run).anyMatch(each -> each.copying() > 0);
    assertThat(copiers).as(run).allMatch(each -> each.copies() > 0 && each.troubles() > 0);
  }

  private String summary() {
    return deaths.stream().filter(each -> each.unacknowledged() > 0).count()
        + " kills met messages under way, "
        + deaths.stream().filter(each -> each.transaction() != null).count()
        + " an open transaction; transactions "
        + outcomes(Outcome.COMMITTED)
        + " committed, "
        + outcomes(Outcome.ABORTED)
        + " aborted, "
        + outcomes(Outcome.UNKNOWN)
        + " unknown; "
        + history.sent().size()
        + " sent; "
        + deaths.stream().mapToInt(Death::copying).sum()
        + " open transactions of copiers; "
        + copiers.stream().map(CopierClient::toString).collect(Collectors.joining(", "));
  }

  /** A copy must hold what the original holds, in its order, and its group stand at the end. */
  private static List<String> anomalies(CopierClient copier, List<Message> log, Mortal server)
      throws Exception {
    List<TopicPartition> originals = partitions(PLAIN);
    List<Message> copies = FreshRead.all(consumer(server), partitions(copier.target()));
    List<String> anomalies = new ArrayList<>();
    try (Admin admin = Admin.create(common(server))) {
      Map<TopicPartition, OffsetAndMetadata> positions =
          admin
              .listConsumerGroupOffsets(copier.group())
              .partitionsToOffsetAndMetadata(copier.group())
              .get();
      for (TopicPartition each : originals) {
        List<String> original = values(log, each);
        List<String> copy = values(copies, new TopicPartition(copier.target(), each.partition()));
        if (!copy.equals(original)) {
          anomalies.add(copier + ": " + each + " has " + original + ", the copy " + copy);
        }
        if (positions.get(each).offset() != original.size()) {
          anomalies.add(copier + ": " + each + " stands at " + positions.get(each));
        }
      }
    }
    return anomalies;
  }

  private static List<String> values(List<Message> log, TopicPartition partition) {
    return log.stream()
        .filter(each -> each.spot().partition().equals(partition))
        .map(Message::value)
        .toList();
  }

  private static List<TopicPartition> partitions(String... topics) {
    return Stream.of(topics)
        .flatMap(
            topic -> IntStream.range(0, PARTITIONS).mapToObj(i -> new TopicPartition(topic, i)))
        .toList();
  }

  private long outcomes(Outcome outcome) {
    return history.transactions().stream().filter(each -> each.outcome() == outcome).count();
  }

  private void createTopics(Mortal server) throws Exception {
    List<NewTopic> topics = new ArrayList<>();
    topics.add(new NewTopic(PLAIN, PARTITIONS, (short) 1));
    topics.add(new NewTopic(TRANSACTIONAL, PARTITIONS, (short) 1));
    topics.add(new NewTopic("input", 1, (short) 1));
    copiers.forEach(each -> topics.add(new NewTopic(each.target(), PARTITIONS, (short) 1)));
    try (Admin admin = Admin.create(common(server))) {
      admin.createTopics(topics).all().get();
    }
  }

  private CopierClient copier(
      Mortal server, ClassLoader loader, String name, Map<String, Object> joining)
      throws ReflectiveOperationException {
    String target = "copied-by-" + name.replace(' ', '-');
    return new CopierClient(loader, common(server), joining, name, PLAIN, target, work);
  }

  private List<Client> writers(Mortal server, KafkaConsumer<String, String> group) {
    Map<String, Object> patient = producer(server);
    patient.put("delivery.timeout.ms", 300_000);
    patient.put("linger.ms", 1);
    Map<String, Object> impatient = producer(server);
    impatient.put("request.timeout.ms", 200);
    impatient.put("delivery.timeout.ms", 400);
    Map<String, Object> transactional = producer(server);
    transactional.put("transactional.id", "transactor");
    return List.of(
        new Publisher("patient", PLAIN, 32, patient, history, work),
        new Publisher(IMPATIENT, PLAIN, 8, impatient, history, work),
        new Transactor(
            TRANSACTIONAL, transactional, group, new Random(random.nextLong()), history, work));
  }

  private static Map<String, Object> producer(Mortal server) {
    Map<String, Object> settings = common(server);
    settings.put("acks", "all");
    settings.put("enable.idempotence", true);
    settings.put("key.serializer", StringSerializer.class);
    settings.put("value.serializer", StringSerializer.class);
    settings.put("linger.ms", 0);
    return settings;
  }

  private static Map<String, Object> consumer(Mortal server) {
    Map<String, Object> settings = common(server);
    settings.put("isolation.level", "read_committed");
    // A position that is out of range is a message lost: it must not be stepped over.
    settings.put("auto.offset.reset", "none");
    settings.put("key.deserializer", StringDeserializer.class);
    settings.put("value.deserializer", StringDeserializer.class);
    return settings;
  }

  private static Map<String, Object> member(Mortal server) {
    Map<String, Object> settings = consumer(server);
    settings.put("group.id", "transactor");
    return settings;
  }

  private static Map<String, Object> common(Mortal server) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", server.bootstrap());
    settings.put("reconnect.backoff.ms", 50);
    settings.put("reconnect.backoff.max.ms", 100);
    settings.put("retry.backoff.ms", 20);
    settings.put("retry.backoff.max.ms", 100);
    return settings;
  }
}
