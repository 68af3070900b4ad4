package dev.waybill.junit.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.codec.Codecs;
import dev.waybill.junit.KafkaAddress;
import dev.waybill.junit.WaybillExtension;
import dev.waybill.junit.WaybillTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestWatcher;

/** Test classes that want a broker. */
public final class Brokers {

  private static final Topic<String> TEXTS = Topic.named("texts").of(Codecs.string()).partitions(2);

  private Brokers() {}

  /** Publishes, reads, and requires that nobody was here before. */
  static void useUp(Waybill waybill) {
    assertThat(waybill.topics().list()).isEmpty();
    assertThat(waybill.groups().list()).isEmpty();
    List<String> seen = new CopyOnWriteArrayList<>();
    try (Publisher<String> publisher = waybill.publisher(TEXTS, Guarantee.AT_LEAST_ONCE)) {
      publisher.publish("one").join();
    }
    Subscription subscription =
        waybill.subscribe(TEXTS).group("readers").atLeastOnce().handle(seen::add);
    assertThat(subscription.awaitCaughtUp(Duration.ofSeconds(20))).isTrue();
    assertThat(seen).containsExactly("one");
    assertThat(waybill.groups().list()).containsExactly("readers");
  }

  /** By parameter, again and again. */
  @WaybillTest
  public static class Parameters {

    @RepeatedTest(5)
    void eachTestIsTheFirst(Waybill waybill) {
      useUp(waybill);
    }

    /** Nested classes have it, too. */
    @Nested
    class Inner {
      @Test
      void theSame(Waybill waybill) {
        useUp(waybill);
      }
    }
  }

  /** By field. */
  @WaybillTest
  public static class Fields {

    private Waybill waybill;

    @RepeatedTest(3)
    void eachTestIsTheFirst() {
      useUp(waybill);
    }
  }

  /** One instance for all tests. */
  @WaybillTest
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  public static class OneInstance {

    private Waybill waybill;

    @RepeatedTest(3)
    void eachTestIsTheFirst() {
      useUp(waybill);
    }
  }

  /** What belongs to the class is there for all its tests. */
  @WaybillTest(keepTopics = true)
  public static class KeptTopics {

    private static Waybill ofClass;

    @BeforeAll
    static void create(Waybill waybill) {
      assertThat(waybill).isSameAs(ofClass);
      waybill.topics().createIfMissing("kept", dev.waybill.admin.TopicSettings.defaults());
    }

    @RepeatedTest(3)
    void seesTheTopic(Waybill waybill) {
      assertThat(waybill.topics().list()).containsExactly("kept");
    }
  }

  /** Tests that are at work at the same time. */
  @WaybillTest
  public static class AtTheSameTime {

    private static final CyclicBarrier ALL = new CyclicBarrier(3);

    private void together(Waybill waybill) throws Exception {
      ALL.await(20, TimeUnit.SECONDS);
      useUp(waybill);
      ALL.await(20, TimeUnit.SECONDS);
    }

    @Test
    void one(Waybill waybill) throws Exception {
      together(waybill);
    }

    @Test
    void two(Waybill waybill) throws Exception {
      together(waybill);
    }

    @Test
    void three(Waybill waybill) throws Exception {
      together(waybill);
    }
  }

  /** Class-wide, and at the same time: that cannot be. */
  @WaybillTest
  @ExtendWith(SharedAtTheSameTime.Refused.class)
  public static class SharedAtTheSameTime {

    private static final CountDownLatch BOTH = new CountDownLatch(1);

    @BeforeAll
    static void take(Waybill waybill) {}

    @Test
    void one(Waybill waybill) throws Exception {
      BOTH.await(20, TimeUnit.SECONDS);
    }

    @Test
    void two(Waybill waybill) throws Exception {
      BOTH.await(20, TimeUnit.SECONDS);
    }

    /** Whoever is refused lets the other one go. */
    static final class Refused implements TestWatcher {
      @Override
      public void testFailed(ExtensionContext context, Throwable cause) {
        BOTH.countDown();
      }
    }
  }

  /** With the port. */
  @WaybillTest(kafka = true)
  public static class OnTheWire {

    @RepeatedTest(2)
    void aKafkaProducerPublishes(KafkaAddress address, Waybill waybill) throws Exception {
      assertThat(waybill.topics().list()).isEmpty();
      produce(address.bootstrapServers(), waybill);
    }
  }

  /** Asks for a port that nobody opened. */
  @WaybillTest
  public static class WithoutPort {

    @Test
    void asks(KafkaAddress address) {}
  }

  /** As a field. */
  public static class ByExtension {

    @RegisterExtension static final WaybillExtension BROKER = WaybillExtension.create().withKafka();

    private static final List<String> ADDRESSES = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void addressIsKnownEarly() {
      ADDRESSES.add(BROKER.bootstrapServers());
    }

    @RepeatedTest(2)
    void aKafkaProducerPublishes() throws Exception {
      assertThat(BROKER.waybill().topics().list()).isEmpty();
      produce(BROKER.bootstrapServers(), BROKER.waybill());
      assertThat(ADDRESSES).containsOnly(BROKER.bootstrapServers());
    }
  }

  static void produce(String bootstrapServers, Waybill waybill) throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    waybill.topics().create("texts", dev.waybill.admin.TopicSettings.defaults());
    Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>("texts", "from the wire")).get(20, TimeUnit.SECONDS);
    }
    Subscription subscription =
        waybill
            .subscribe(Topic.named("texts").of(Codecs.string()))
            .group("readers")
            .atLeastOnce()
            .handle(seen::add);
    assertThat(subscription.awaitCaughtUp(Duration.ofSeconds(20))).isTrue();
    assertThat(seen).containsExactly("from the wire");
  }
}
