package dev.waybill.broker.group;

import static dev.waybill.broker.group.ClassicWorld.GROUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.waybill.broker.group.GroupDescription.MemberDescription;
import dev.waybill.broker.group.classic.ClassicSettings;
import dev.waybill.broker.group.classic.JoinReply.Joined;
import dev.waybill.broker.group.classic.JoinRequest;
import dev.waybill.broker.group.classic.Opaque;
import dev.waybill.broker.group.classic.Protocol;
import dev.waybill.broker.group.error.GroupError;
import dev.waybill.broker.group.error.GroupException;
import dev.waybill.broker.topic.TopicPartition;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What operators see of groups of both protocols, and what they may take from them. */
class OperatorsTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
  private static final TopicPartition RETURNS = new TopicPartition("returns", 0);
  private static final GroupKind CLASSIC = GroupKind.classic("consumer");

  private final ClassicWorld world = new ClassicWorld(ClassicSettings.DEFAULTS);

  @Test
  void showsWhatClassicConsumersSubscribeToAndHave() throws IOException {
    settle(subscription("orders"), assignment("orders", 0));

    MemberDescription member = world.registry.describe(GROUP).members().get(0);

    assertThat(member.topics()).containsExactly("orders");
    assertThat(member.assigned()).containsExactly(ORDERS);
    assertThat(member.client()).isEqualTo(new Client("client", "/127.0.0.1", Optional.empty()));
  }

  @Test
  void showsNothingOfBytesThatAreNoConsumers() {
    settle(ClassicWorld.bytes("knows range"), ClassicWorld.bytes("part"));

    MemberDescription member = world.registry.describe(GROUP).members().get(0);

    assertThat(member.topics()).isEmpty();
    assertThat(member.assigned()).isEmpty();
  }

  @Test
  void readsEveryDamagedSubscriptionAsNoneOrAsLess() throws IOException {
    byte[] whole = subscription("orders").toByteArray();
    byte[] given = assignment("orders", 0).toByteArray();
    for (int length = 0; length < whole.length - Integer.BYTES; length++) {
      settle(
          Opaque.copyOf(Arrays.copyOf(whole, length)),
          Opaque.copyOf(Arrays.copyOf(given, Math.min(length, given.length - 1))));
      assertThat(world.registry.describe(GROUP).members().get(0).topics()).isEmpty();
    }
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      settle(Opaque.copyOf(damaged), Opaque.copyOf(damaged));
      assertThat(world.registry.describe(GROUP).members()).hasSize(1);
    }
  }

  @Test
  void keepsThePositionsThatLivingClassicConsumersGoOnFrom() throws IOException {
    position(RETURNS);
    settle(subscription("orders"), assignment("orders", 0));
    world.commit("m1", 1);

    Outcome<?> outcome = world.registry.deletePositions(GROUP, Set.of(ORDERS, RETURNS));

    assertThat(outcome.reply()).isEqualTo(Set.of(ORDERS));
    assertThat(world.registry.describe(GROUP).positions()).containsOnlyKeys(ORDERS);
  }

  @Test
  void keepsThePositionsOfTopicsThatLivingMembersSubscribeTo() {
    position(ORDERS);
    position(RETURNS);
    world.registry.heartbeat(
        HeartbeatRequest.join(GROUP, "m", Set.of("orders"), Duration.ofSeconds(1)), world.now());

    Outcome<?> outcome = world.registry.deletePositions(GROUP, Set.of(ORDERS, RETURNS));

    assertThat(outcome.reply()).isEqualTo(Set.of(ORDERS));
    assertThat(world.registry.describe(GROUP).positions()).containsOnlyKeys(ORDERS);
  }

  @Test
  void keepsEverythingOfMembersWhoAreNoConsumers() {
    position(ORDERS);
    world.join(request("connect", ClassicWorld.bytes("worker")));

    assertThatExceptionOfType(GroupException.class)
        .isThrownBy(() -> world.registry.deletePositions(GROUP, Set.of(ORDERS)))
        .extracting(GroupException::error)
        .isEqualTo(GroupError.GROUP_NOT_EMPTY);
  }

  @Test
  void aGroupIsOfTheKindOfItsLastMembersAlsoAfterARestart() throws IOException {
    position(ORDERS);
    assertThat(kind()).isEmpty();

    settle(subscription("orders"), assignment("orders", 0));
    world.leave("m1", Optional.empty());
    assertThat(kind()).contains(CLASSIC);
    world.snapshotReplacesJournal();
    world.restart();
    assertThat(kind()).contains(CLASSIC);

    world.heartbeatOf("n");
    assertThat(kind()).contains(GroupKind.CONSUMER);
    world.restart();
    assertThat(kind()).contains(GroupKind.CONSUMER);
    assertThat(world.replayed().snapshot()).isEqualTo(world.registry.snapshot());
  }

  private Optional<GroupKind> kind() {
    Optional<GroupKind> listed = world.registry.list().get(GROUP).kind();
    assertThat(world.registry.describe(GROUP).kind()).isEqualTo(listed);
    return listed;
  }

  private void position(TopicPartition partition) {
    world.commitOutside(partition);
  }

  private void settle(Opaque subscription, Opaque assignment) {
    List<String> before =
        world.registry.list().containsKey(GROUP)
            ? world.registry.describe(GROUP).members().stream()
                .map(MemberDescription::memberId)
                .toList()
            : List.of();
    before.forEach(id -> world.leave(id, Optional.empty()));
    Joined joined = world.joined(world.join(request("consumer", subscription)));
    world.sync(joined, Map.of(joined.memberId(), assignment));
  }

  private static JoinRequest request(String type, Opaque metadata) {
    JoinRequest plain = ClassicWorld.request();
    return new JoinRequest(
        GROUP,
        "",
        Optional.empty(),
        false,
        true,
        plain.clientId(),
        plain.clientHost(),
        plain.sessionTimeout(),
        plain.rebalanceTimeout(),
        type,
        List.of(new Protocol("range", metadata)));
  }

  private static Opaque subscription(String topic) throws IOException {
    return bytes(
        out -> {
          out.writeShort(1);
          out.writeInt(1);
          text(out, topic);
          out.writeInt(-1);
        });
  }

  private static Opaque assignment(String topic, int partition) throws IOException {
    return bytes(
        out -> {
          out.writeShort(1);
          out.writeInt(1);
          text(out, topic);
          out.writeInt(1);
          out.writeInt(partition);
          out.writeInt(-1);
        });
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private static Opaque bytes(Writing writing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writing.to(new DataOutputStream(bytes));
    return Opaque.copyOf(bytes.toByteArray());
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeShort(bytes.length);
    out.write(bytes);
  }
}
