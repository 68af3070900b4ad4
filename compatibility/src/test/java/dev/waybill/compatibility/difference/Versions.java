package dev.waybill.compatibility.difference;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/** The versions of each request that two servers, and these tests, all speak. */
final class Versions {

  private record Range(short first, short last) {}

  private final Map<ApiKeys, Range> ranges = new EnumMap<>(ApiKeys.class);

  private Versions() {}

  static Versions ofBoth(String ours, String theirs) throws IOException {
    Map<ApiKeys, Range> right = spokenBy(theirs);
    Versions both = new Versions();
    spokenBy(ours)
        .forEach(
            (key, left) -> {
              Range other = right.get(key);
              if (other != null) {
                both.ranges.put(
                    key,
                    new Range(
                        max(left.first, other.first, key.messageType.lowestSupportedVersion()),
                        min(left.last, other.last)));
              }
            });
    return both;
  }

  private static Map<ApiKeys, Range> spokenBy(String bootstrap) throws IOException {
    try (WireClient client = new WireClient(bootstrap)) {
      ApiVersionsResponseData answer =
          (ApiVersionsResponseData)
              client
                  .ask((short) 0, new ApiVersionsRequestData())
                  .orElseThrow(() -> new IOException(bootstrap + " does not say its versions"));
      Map<ApiKeys, Range> ranges = new EnumMap<>(ApiKeys.class);
      answer.apiKeys().stream()
          .filter(api -> ApiKeys.hasId(api.apiKey()))
          .forEach(
              api ->
                  ranges.put(
                      ApiKeys.forId(api.apiKey()), new Range(api.minVersion(), api.maxVersion())));
      return ranges;
    }
  }

  short first(ApiKeys key) {
    return range(key).first;
  }

  short last(ApiKeys key) {
    return range(key).last;
  }

  private Range range(ApiKeys key) {
    Range range = ranges.get(key);
    if (range == null) {
      throw new AssertionError("expected both servers to speak " + key);
    }
    return range;
  }

  private static short max(short a, short b, short c) {
    return (short) Math.max(a, Math.max(b, c));
  }

  private static short min(short a, short b) {
    return (short) Math.min(a, b);
  }
}
