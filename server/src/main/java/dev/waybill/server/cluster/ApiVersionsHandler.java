package dev.waybill.server.cluster;

import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.feature.Features;
import org.apache.kafka.common.feature.SupportedVersionRange;
import org.apache.kafka.common.message.ApiMessageType.ListenerType;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.ApiVersionsResponse;

/**
 * ApiVersions: v0–4.
 *
 * <p>Says what is implemented, for the versions that the message classes parse. A request of a
 * newer version than ours is answered in version 0 with the error and the range, from which the
 * client chooses again. Produce is listed from version 0 although 0–2 are refused: librdkafka takes
 * a higher minimum for a broker without compression (KAFKA-18659).
 *
 * <p>Finalized features decide which protocols clients speak: {@code group.version} 1 is that of
 * KIP-848, {@code transaction.version} 2 that of KIP-890, where the epoch moves with every
 * transaction and partitions join it as they are written.
 */
public final class ApiVersionsHandler implements ApiHandler<ApiVersionsRequest> {
  /** Of the metadata that a real cluster would have; clients only compare it with itself. */
  private static final long FEATURES_EPOCH = 0;

  private final Map<String, Short> features;
  private final Set<ApiKeys> keys;

  /**
   * @param others the keys that are answered besides this one
   * @param features the levels of the features that are on
   */
  public ApiVersionsHandler(Set<ApiKeys> others, Map<String, Short> features) {
    this.keys = EnumSet.of(ApiKeys.API_VERSIONS);
    this.keys.addAll(others);
    this.features = Map.copyOf(features);
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.API_VERSIONS;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(ApiVersionsRequest request, Caller caller) {
    if (request.hasUnsupportedRequestVersion()) {
      return done(request.getErrorResponse(0, Errors.UNSUPPORTED_VERSION.exception()).data());
    }
    if (!request.isValid()) {
      return done(request.getErrorResponse(0, Errors.INVALID_REQUEST.exception()).data());
    }
    return done(
        new ApiVersionsResponse.Builder()
            .setApiVersions(ApiVersionsResponse.collectApis(ListenerType.BROKER, keys, false))
            .setSupportedFeatures(supported())
            .setFinalizedFeatures(features)
            .setFinalizedFeaturesEpoch(FEATURES_EPOCH)
            .build()
            .data());
  }

  private Features<SupportedVersionRange> supported() {
    Map<String, SupportedVersionRange> ranges = new HashMap<>();
    features.forEach(
        (name, level) -> ranges.put(name, new SupportedVersionRange((short) 0, level)));
    return Features.supportedFeatures(ranges);
  }

  private static CompletionStage<ApiVersionsResponseData> done(ApiVersionsResponseData answer) {
    return CompletableFuture.completedFuture(answer);
  }
}
