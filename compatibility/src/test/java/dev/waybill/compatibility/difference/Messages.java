package dev.waybill.compatibility.difference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * Messages as trees, by the converters that Kafka generates beside each message. A field that a
 * version does not have is left out of the message, so that one tree serves every version.
 */
final class Messages {

  /** What the converters do not leave out by themselves. */
  private static final List<Some> PARTIAL =
      List.of(
          new Some(ApiKeys.FETCH, "replicaState", 15, Short.MAX_VALUE),
          new Some(ApiKeys.LIST_OFFSETS, "isolationLevel", 2, Short.MAX_VALUE),
          new Some(ApiKeys.METADATA, "allowAutoTopicCreation", 4, Short.MAX_VALUE),
          new Some(ApiKeys.METADATA, "includeTopicAuthorizedOperations", 8, Short.MAX_VALUE),
          new Some(ApiKeys.METADATA, "includeClusterAuthorizedOperations", 8, 10),
          new Some(ApiKeys.DELETE_TOPICS, "topics", 6, Short.MAX_VALUE),
          new Some(ApiKeys.OFFSET_FETCH, "groupId", 0, 7),
          new Some(ApiKeys.OFFSET_FETCH, "topics", 0, 7),
          new Some(ApiKeys.OFFSET_FETCH, "requireStable", 7, Short.MAX_VALUE),
          new Some(ApiKeys.LIST_GROUPS, "statesFilter", 4, Short.MAX_VALUE),
          new Some(ApiKeys.LIST_GROUPS, "typesFilter", 5, Short.MAX_VALUE),
          new Some(ApiKeys.DESCRIBE_GROUPS, "includeAuthorizedOperations", 3, Short.MAX_VALUE),
          new Some(ApiKeys.LIST_TRANSACTIONS, "transactionalIdPattern", 2, Short.MAX_VALUE),
          new Some(ApiKeys.FIND_COORDINATOR, "keyType", 1, Short.MAX_VALUE),
          new Some(ApiKeys.FIND_COORDINATOR, "key", 0, 3),
          new Some(ApiKeys.FIND_COORDINATOR, "coordinatorKeys", 4, Short.MAX_VALUE),
          new Some(ApiKeys.LEAVE_GROUP, "memberId", 0, 2),
          new Some(ApiKeys.DESCRIBE_CLUSTER, "endpointType", 1, Short.MAX_VALUE),
          new Some(ApiKeys.DESCRIBE_CLUSTER, "includeFencedBrokers", 2, Short.MAX_VALUE),
          new Some(ApiKeys.DESCRIBE_CONFIGS, "includeDocumentation", 3, Short.MAX_VALUE),
          new Some(ApiKeys.OFFSET_FETCH, "groups", 8, Short.MAX_VALUE),
          new Some(ApiKeys.LEAVE_GROUP, "members", 3, Short.MAX_VALUE),
          new Some(ApiKeys.ADD_PARTITIONS_TO_TXN, "v3AndBelowTopics", 0, 3),
          new Some(ApiKeys.ADD_PARTITIONS_TO_TXN, "transactions", 4, Short.MAX_VALUE));

  /** A field of a request that some versions have. */
  private record Some(ApiKeys key, String field, int first, int last) {}

  private Messages() {}

  /**
   * The message that a tree describes.
   *
   * @param kind an empty message of the kind
   */
  static ApiMessage message(ApiMessage kind, ObjectNode tree, short version) {
    for (Some some : PARTIAL) {
      if (some.key.id == kind.apiKey() && (version < some.first || version > some.last)) {
        tree.remove(some.field);
      }
    }
    return (ApiMessage) call(converter(kind, "read", JsonNode.class, short.class), tree, version);
  }

  /** The tree of a message as its version has it. */
  static JsonNode tree(ApiMessage message, short version) {
    JsonNode tree =
        (JsonNode)
            call(converter(message, "write", message.getClass(), short.class), message, version);
    return Records.spelledOut(message, tree);
  }

  private static Method converter(ApiMessage message, String method, Class<?>... parameters) {
    try {
      return Class.forName(message.getClass().getName() + "JsonConverter")
          .getMethod(method, parameters);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("expected a converter beside " + message.getClass(), e);
    }
  }

  private static Object call(Method method, Object... arguments) {
    try {
      return method.invoke(null, arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          method.getDeclaringClass().getSimpleName() + ": " + e.getCause(), e.getCause());
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
