package dev.waybill.embedded.translation;

import dev.waybill.log.record.RecordHeader;
import dev.waybill.message.Header;
import dev.waybill.message.Headers;
import java.util.ArrayList;
import java.util.List;

/** Message headers in both vocabularies. Values are shared, not copied. */
public final class HeaderTerms {
  private static final byte[] NO_BYTES = new byte[0];

  private HeaderTerms() {}

  public static List<RecordHeader> toLog(Headers headers) {
    if (headers.isEmpty()) {
      return List.of();
    }
    List<Header> from = headers.asList();
    List<RecordHeader> to = new ArrayList<>(from.size());
    for (int i = 0; i < from.size(); i++) {
      to.add(new RecordHeader(from.get(i).name(), from.get(i).value()));
    }
    return to;
  }

  /** Another writer's null value reads as no bytes: the API has no null. */
  public static Headers toApi(List<RecordHeader> headers) {
    if (headers.isEmpty()) {
      return Headers.empty();
    }
    List<Header> to = new ArrayList<>(headers.size());
    for (int i = 0; i < headers.size(); i++) {
      byte[] value = headers.get(i).value();
      to.add(new Header(headers.get(i).key(), value == null ? NO_BYTES : value));
    }
    return Headers.of(to);
  }
}
