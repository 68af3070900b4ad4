package dev.waybill.jdbc.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.admin.TopicSettings;
import dev.waybill.message.Headers;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What lies in columns and in progress records. */
class RowFormatsTest {

  @Test
  void attachmentsComeBackAsTheyWere() {
    Headers headers = Headers.of("a", "1").with("b", new byte[] {-1, 0}).with("a", "");
    TopicSettings settings = TopicSettings.partitions(3).withRetentionBytes(77);

    Attachments read = Attachments.decode(new Attachments(headers, Optional.of(settings)).encode());

    assertThat(read.createTopicWith()).contains(settings);
    assertThat(read.headers().asList()).hasSize(3);
    assertThat(read.headers().bytes("b")).contains(new byte[] {-1, 0});
    assertThat(new Attachments(Headers.empty(), Optional.empty()).encode()).isNull();
    assertThat(Attachments.decode(null).headers().isEmpty()).isTrue();
  }

  @Test
  void attachmentsThatAreCutOrUnknownAreRefused() {
    byte[] whole =
        new Attachments(Headers.of("name", "value"), Optional.of(TopicSettings.defaults()))
            .encode();

    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Attachments.decode(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
    whole[0] = 2;
    assertThatThrownBy(() -> Attachments.decode(whole)).hasMessageContaining("found 2");
  }

  @Test
  void progressComesBackAsItWas() {
    List<OutboxRow> rows = List.of(row(1, -5), row(Long.MAX_VALUE, Long.MIN_VALUE));

    assertThat(Progress.decode(Progress.encode(rows)))
        .containsExactly(new RowId(1, -5), new RowId(Long.MAX_VALUE, Long.MIN_VALUE));
    byte[] whole = Progress.encode(rows);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Progress.decode(cut)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static OutboxRow row(long id, long nonce) {
    return new OutboxRow(
        new RowId(id, nonce), "t", 0, null, new byte[0], Headers.empty(), Optional.empty());
  }

  /** Rows of an older version may wait in the table. */
  @Test
  void theHashOfAKeyNeverChanges() {
    assertThat(KeyHash.of("orders", "alice".getBytes(UTF_8))).isEqualTo(HASH_OF_ALICE);
    assertThat(KeyHash.of("order", "salice".getBytes(UTF_8))).isNotEqualTo(HASH_OF_ALICE);
  }

  private static final long HASH_OF_ALICE = 992_791_534_068_089_056L;

  @Test
  void keysAreSpreadOverSlotsAndASlotIsInOneLane() {
    Set<Integer> slots = new HashSet<>();
    Set<Integer> lanes = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      long hash = KeyHash.of("orders", ("user-" + i).getBytes(UTF_8));
      slots.add(KeyHash.slot(hash));
      lanes.add(KeyHash.lane(hash, 7));
      assertThat(KeyHash.lane(hash, 7)).isEqualTo(KeyHash.slot(hash) % 7);
    }

    assertThat(slots.size()).isGreaterThan(1_000);
    assertThat(lanes).hasSize(7);
  }

  @Test
  void listsOfParametersHaveFewLengths() {
    assertThat(List.of(1, 2, 3, 4, 5, 1_000, 4_096))
        .extracting(Placeholders::room)
        .containsExactly(1, 2, 4, 4, 8, 1_024, 4_096);
    assertThat(Placeholders.of(3)).isEqualTo("?,?,?");
  }
}
