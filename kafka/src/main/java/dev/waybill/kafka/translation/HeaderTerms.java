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
    List<Header> to = null;
    for (org.apache.kafka.common.header.Header header : headers) {
      if (to == null) {
        to = new ArrayList<>();
      }
      byte[] value = header.value();
      to.add(new Header(header.key(), value == null ? NO_BYTES : value));
    }
    return to == null ? Headers.empty() : Headers.of(to);
  }
}
