package dev.waybill.kafka.translation;

import dev.waybill.message.Header;
import dev.waybill.message.Headers;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** Message headers in both vocabularies. Values are shared, not copied. */
public final class HeaderTerms {

  private static final byte[] NO_BYTES = new byte[0];

  private HeaderTerms() {}

  /** Null where there are none, which Kafka's records take for that. */
  public static @Nullable List<org.apache.kafka.common.header.Header> toKafka(Headers headers) {
    if (headers.isEmpty()) {
      return null;
    }
    List<org.apache.kafka.common.header.Header> to = new ArrayList<>(headers.asList().size());
    for (Header header : headers.asList()) {
      to.add(new RecordHeader(header.name(), header.value()));
    }
    return to;
  }

  /** Another writer's null value reads as no bytes: the API has no null. */
  public static Headers toApi(org.apache.kafka.common.header.Headers headers) {
    // Most messages have none, for which an array costs nothing and an iterator does.
    org.apache.kafka.common.header.Header[] from = headers.toArray();
    if (from.length == 0) {
      return Headers.empty();
    }
    List<Header> to = new ArrayList<>(from.length);
    for (org.apache.kafka.common.header.Header header : from) {
      byte[] value = header.value();
      to.add(new Header(header.key(), value == null ? NO_BYTES : value));
    }
    return Headers.of(to);
  }
}
