package dev.waybill.runtime.topic;

/** The names of the headers that Waybill writes. Values are UTF-8; numbers are decimal. */
public final class WaybillHeaders {

  /** The message id, as {@code Topic.id} computes it. */
  public static final String ID = "waybill-id";

  /** On a dead letter: the topic it came from. */
  public static final String ORIGIN_TOPIC = "waybill-origin-topic";

  /** On a dead letter: the partition it came from. */
  public static final String ORIGIN_PARTITION = "waybill-origin-partition";

  /** On a dead letter: its offset there. */
  public static final String ORIGIN_OFFSET = "waybill-origin-offset";

  /** On a dead letter: the group that gave it up. */
  public static final String ORIGIN_GROUP = "waybill-origin-group";

  /** On a dead letter: how many attempts failed. */
  public static final String ATTEMPTS = "waybill-attempts";

  /** On a dead letter: the last failure's message. */
  public static final String ERROR = "waybill-error";

  /** On a dead letter: the last failure's class name. */
  public static final String ERROR_TYPE = "waybill-error-type";

  private WaybillHeaders() {}
}
