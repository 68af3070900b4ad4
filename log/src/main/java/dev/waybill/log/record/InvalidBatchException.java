package dev.waybill.log.record;

/** Bytes given as a record batch are none; the message says what was expected and found. */
public final class InvalidBatchException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception. */
  public InvalidBatchException(String message) {
    super(message);
  }

  /** Creates the exception. */
  public InvalidBatchException(String message, Throwable cause) {
    super(message, cause);
  }
}
