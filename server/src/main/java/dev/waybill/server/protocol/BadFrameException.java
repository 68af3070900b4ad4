package dev.waybill.server.protocol;

/** Bytes that are no request. The stream cannot be trusted any more: the connection is closed. */
public final class BadFrameException extends Exception {
  public BadFrameException(String problem) {
    super(problem);
  }

  public BadFrameException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
