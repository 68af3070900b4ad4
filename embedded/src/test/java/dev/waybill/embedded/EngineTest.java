package dev.waybill.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.admin.TopicSettings;
import dev.waybill.engine.Acks;
import dev.waybill.engine.Capability;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.error.CorruptException;
import dev.waybill.error.RejectedException;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

  @TempDir Path directory;

  private Engine open(String... options) {
    return open(directory.resolve("data"), options);
  }

  private static Engine open(Path path, String... options) {
    return new EmbeddedProvider()
        .open(path.toString(), options.length == 0 ? Map.of() : Map.of(options[0], options[1]));
  }

  @Test
  void isFoundByItsScheme() {
    assertThat(ServiceLoader.load(dev.waybill.engine.EngineProvider.class))
        .anyMatch(provider -> provider.scheme().equals("embedded"));
  }

  @Test
  void saysWhatItCanDo() {
    try (Engine engine = open()) {
      assertThat(engine.name()).isEqualTo("embedded");
      assertThat(engine.capabilities().can(Capability.PUBLISH_SYNCED)).isTrue();
      assertThat(engine.capabilities().can(Capability.TRANSACTIONS)).isTrue();
      assertThat(engine.capabilities().can(Capability.PUBLISH_REPLICATED)).isFalse();
      assertThat(engine.capabilities().assumptions()).isNotEmpty();
    }
  }

  @Test
  void topicsAreMadeListedDescribedAndDeleted() throws Exception {
    try (Engine engine = open()) {
      TopicSettings settings =
          TopicSettings.partitions(3)
              .withRetentionTime(Duration.ofDays(7))
              .withRetentionBytes(1 << 30)
              .withMaxMessageBytes(10_000);
      engine.topics().create("orders", settings);
      assertThat(engine.topics().createIfMissing("orders", settings)).isFalse();
      assertThat(engine.topics().createIfMissing("audit", TopicSettings.defaults())).isTrue();
      Messages.publish(engine.publisher(Settings.publisher(Acks.SYNCED)), ORDERS, "x").stored();

      assertThat(engine.topics().list()).containsExactly("audit", "orders");
      assertThat(engine.topics().describe("orders").orElseThrow().settings()).isEqualTo(settings);
      assertThat(engine.topics().describe("orders").orElseThrow().partitions()).hasSize(3);
      assertThat(engine.topics().describe("orders").orElseThrow().partitions().get(0).endOffset())
          .isEqualTo(1);
      assertThat(engine.topics().describe("nothing")).isEmpty();
      assertThatThrownBy(() -> engine.topics().create("orders", settings))
          .isInstanceOf(RejectedException.class);
      engine.topics().delete("orders");
      assertThat(engine.topics().list()).containsExactly("audit");
      assertThatThrownBy(() -> engine.topics().delete("orders"))
          .isInstanceOf(RejectedException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a b", "a/b", "ä"})
  void rejectsInvalidTopicNames(String name) {
    try (Engine engine = open()) {
      assertThatThrownBy(() -> engine.topics().create(name, TopicSettings.defaults()))
          .isInstanceOf(RejectedException.class);
      assertThat(engine.topics().list()).isEmpty();
    }
  }

  @Test
  void rejectsMessagesLargerThanItCanCarryWhenTheTopicIsMade() {
    try (Engine engine = open()) {
      TopicSettings huge = TopicSettings.defaults().withMaxMessageBytes(1 << 30);
      assertThatThrownBy(() -> engine.topics().create("orders", huge))
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("maxMessageBytes");
    }
  }

  @Test
  void aDirectoryInUseIsRefusedNamingTheProcessThatHoldsIt() {
    try (Engine engine = open()) {
      assertThat(engine.topics().list()).isEmpty();
      assertThatThrownBy(this::open)
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining(String.valueOf(ProcessHandle.current().pid()));
    }
    open().close();
  }

  @Test
  void aDirectoryThatIsNoDataDirectoryIsRefusedUntouched() throws IOException {
    Path foreign = Files.createDirectory(directory.resolve("photos"));
    Files.writeString(foreign.resolve("cat.jpg"), "meow");

    assertThatThrownBy(() -> open(foreign)).isInstanceOf(RejectedException.class);

    try (Stream<Path> files = Files.list(foreign)) {
      assertThat(files).containsExactly(foreign.resolve("cat.jpg"));
    }
  }

  @Test
  void aFileInsteadOfADirectoryIsRefused() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> open(file)).isInstanceOf(RejectedException.class);
  }

  @Test
  void rejectsUnknownOptionsNamingTheKnownOnesAndIllegalValues() {
    assertThatThrownBy(() -> open("lissen", "9092"))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("found 'lissen'")
        .hasMessageContaining("maxUnwrittenBytes");
    assertThatThrownBy(() -> open("maxUnwrittenBytes", "lots"))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("found 'lots'");
    assertThatThrownBy(() -> open("retentionInterval", "-5s"))
        .isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> new EmbeddedProvider().open(" ", Map.of()))
        .isInstanceOf(RejectedException.class);
    open("maxUnwrittenBytes", "8m").close();
  }

  @Test
  void addedPartitionsAreThereAtOnceAndAreSharedOutToTheGroupsThatRead() throws Exception {
    try (Engine engine = open()) {
      engine.topics().create("orders", TopicSettings.defaults());
      EnginePublisher publisher = engine.publisher(Settings.publisher(Acks.SYNCED));
      EngineConsumer member = engine.consumer(Settings.member("mail", "orders", new Listening()));
      Messages.publish(publisher, ORDERS, "before");
      assertThat(Messages.poll(member, 1)).containsExactly("before");

      engine.topics().addPartitions("orders", 2);
      Messages.publish(publisher, new TopicPartition("orders", 1), "after").stored();

      assertThat(engine.topics().describe("orders").orElseThrow().partitions()).hasSize(2);
      assertThat(Messages.poll(member, 1)).containsExactly("after");
    }
    try (Engine engine = open()) {
      assertThat(engine.topics().describe("orders").orElseThrow().partitions()).hasSize(2);
      assertThatThrownBy(() -> engine.topics().addPartitions("orders", 2))
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("expected 3 to");
      assertThatThrownBy(() -> engine.topics().addPartitions("nothing", 2))
          .isInstanceOf(RejectedException.class);
    }
  }

  @Test
  void aClosedEngineRefusesEverything() throws Exception {
    Engine engine = open();
    engine.topics().create("orders", TopicSettings.defaults());
    EnginePublisher publisher = engine.publisher(Settings.publisher(Acks.SYNCED));
    EngineConsumer consumer = engine.consumer(Settings.member("mail", "orders", new Listening()));
    EngineTransactions transactions = engine.transactions(Settings.transactions("pay"));
    Answer answer = Messages.publish(publisher, ORDERS, "accepted before");

    engine.close();
    engine.close();

    assertThat(answer.stored().offset()).isZero();
    assertThatThrownBy(engine::topics).isInstanceOf(RejectedException.class);
    assertThatThrownBy(engine::groups).isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> engine.publisher(Settings.publisher(Acks.NONE)))
        .isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> engine.transactions(Settings.transactions("pay")))
        .isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> engine.consumer(Settings.broadcast("orders", StartPosition.latest())))
        .isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> Messages.publish(publisher, ORDERS, "x"))
        .isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> consumer.poll(Duration.ZERO)).isInstanceOf(RejectedException.class);
    assertThatThrownBy(transactions::begin).isInstanceOf(RejectedException.class);
  }

  @Test
  void deliversUpToADamagedBatchAndThenSaysThatThePartitionIsDamaged() throws Exception {
    try (Engine engine = open()) {
      engine.topics().create("orders", TopicSettings.defaults());
      EnginePublisher publisher = engine.publisher(Settings.publisher(Acks.SYNCED));
      for (int i = 0; i < 10; i++) {
        Messages.publish(publisher, ORDERS, "order " + i).stored();
      }
    }
    flipAByteInTheMiddleOf(segment());

    try (Engine engine = open()) {
      EngineConsumer consumer =
          engine.consumer(Settings.broadcast("orders", StartPosition.earliest()));
      assertThat(Messages.poll(consumer, 1)).contains("order 0");
      assertThatThrownBy(() -> Messages.poll(consumer, 10))
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining("orders-0");
    }
  }

  private Path segment() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(path -> path.toString().endsWith(".log"))
          .filter(EngineTest::hasBytes)
          .filter(path -> path.toString().contains("orders"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static boolean hasBytes(Path path) {
    try {
      return Files.size(path) > 0;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void flipAByteInTheMiddleOf(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long middle = channel.size() / 2;
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, middle);
      one.put(0, (byte) (one.get(0) ^ 1)).flip();
      channel.write(one, middle);
    }
  }
}
