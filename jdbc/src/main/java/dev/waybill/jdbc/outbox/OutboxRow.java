package dev.waybill.jdbc.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.admin.TopicSettings;
import dev.waybill.message.Header;
import dev.waybill.message.Headers;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A committed row, as the relay reads it.
 *
 * @param keyHash see {@link KeyHash}
 */
record OutboxRow(
    RowId rowId,
    String topic,
    long keyHash,
    byte @Nullable [] key,
    byte[] value,
    Headers headers,
    Optional<TopicSettings> createTopicWith) {

  long id() {
    return rowId.id();
  }

  /** Keys were made from a String, so this loses nothing. */
  String keyText() {
    return key == null ? "" : new String(key, UTF_8);
  }

  /** Whether the last header is the message's id, where a publisher puts it. */
  boolean hasId() {
    List<Header> all = headers.asList();
    return !all.isEmpty() && all.get(all.size() - 1).name().equals(OutboxMessage.ID_HEADER);
  }

  String idText() {
    return headers.text(OutboxMessage.ID_HEADER).orElse("");
  }

  /** The headers that the caller gave: a publisher adds the id again. */
  Headers callersHeaders() {
    List<Header> all = headers.asList();
    return hasId() ? Headers.of(all.subList(0, all.size() - 1)) : headers;
  }
}
