package dev.waybill.server.produce;

/** A batch whose records are not what its header says. */
final class BadRecordException extends Exception {
  BadRecordException(String problem) {
    super(problem);
  }

  BadRecordException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
