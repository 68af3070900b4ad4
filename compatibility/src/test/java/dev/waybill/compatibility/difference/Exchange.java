package dev.waybill.compatibility.difference;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * A request and what came back, both with the names of {@link Names} in place of ids.
 *
 * @param answer a text says that the connection was closed instead
 */
record Exchange(ApiKeys key, short version, JsonNode request, JsonNode answer) {

  /** What was asked, as a failure shows it. */
  String asked() {
    return key + " " + version + " " + request;
  }
}
