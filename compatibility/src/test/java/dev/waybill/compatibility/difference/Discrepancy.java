package dev.waybill.compatibility.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * A place where the two answers to the same request are not the same.
 *
 * @param path fields from the top, elements by their keys: {@code topics[orders].errorCode}
 * @param ours missing where only theirs has it
 * @param theirs missing where only ours has it
 */
record Discrepancy(Exchange exchange, String path, JsonNode ours, JsonNode theirs) {

  /** Whether it is at a field, wherever that is. */
  boolean isAt(String field) {
    return path.equals(field) || path.endsWith("." + field);
  }

  boolean isOf(ApiKeys... keys) {
    return List.of(keys).contains(exchange.key());
  }

  /** Whether the request has a word. */
  boolean asks(String word) {
    return exchange.request().toString().contains('"' + word + '"');
  }

  /** Whether our answer has an error, wherever that is. */
  boolean answers(Errors error) {
    return exchange.answer().findValues("errorCode").stream()
        .anyMatch(code -> code.asInt() == error.code());
  }

  /** Whether both sides are error codes, and these. */
  boolean says(Errors ours, Errors theirs) {
    return this.ours.asInt() == ours.code() && this.theirs.asInt() == theirs.code();
  }

  @Override
  public String toString() {
    return path + ": ours " + shown(ours) + ", theirs " + shown(theirs);
  }

  private static String shown(JsonNode node) {
    return node.isMissingNode() ? "missing" : node.toString();
  }
}
