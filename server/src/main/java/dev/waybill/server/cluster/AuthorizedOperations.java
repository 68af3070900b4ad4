package dev.waybill.server.cluster;

import java.util.List;
import org.apache.kafka.common.acl.AclOperation;

/** What a caller may do, as the protocol's bit fields: everything, since nobody is kept out yet. */
public final class AuthorizedOperations {
  /** The protocol's word for "not asked". */
  public static final int OMITTED = Integer.MIN_VALUE;

  public static final int OF_TOPIC =
      bits(
          List.of(
              AclOperation.READ,
              AclOperation.WRITE,
              AclOperation.CREATE,
              AclOperation.DELETE,
              AclOperation.ALTER,
              AclOperation.DESCRIBE,
              AclOperation.DESCRIBE_CONFIGS,
              AclOperation.ALTER_CONFIGS));

  public static final int OF_GROUP =
      bits(
          List.of(
              AclOperation.READ,
              AclOperation.DELETE,
              AclOperation.DESCRIBE,
              AclOperation.DESCRIBE_CONFIGS,
              AclOperation.ALTER_CONFIGS));

  public static final int OF_CLUSTER =
      bits(
          List.of(
              AclOperation.CREATE,
              AclOperation.ALTER,
              AclOperation.DESCRIBE,
              AclOperation.CLUSTER_ACTION,
              AclOperation.DESCRIBE_CONFIGS,
              AclOperation.ALTER_CONFIGS,
              AclOperation.IDEMPOTENT_WRITE));

  private AuthorizedOperations() {}

  private static int bits(List<AclOperation> operations) {
    int bits = 0;
    for (AclOperation operation : operations) {
      bits |= 1 << operation.code();
    }
    return bits;
  }
}
