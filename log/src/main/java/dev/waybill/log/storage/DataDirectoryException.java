package dev.waybill.log.storage;

import java.io.IOException;

/** A directory cannot be used as a data directory; the message says why and what to do. */
public final class DataDirectoryException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Why a directory was refused. */
  public enum Reason {
    /** It holds files, none of which marks it as a data directory; nothing was touched. */
    NOT_A_DATA_DIRECTORY,
    /** Another process, or another Waybill of this process, has it open. */
    IN_USE,
    /** Its format is newer than this version reads. */
    UNSUPPORTED_FORMAT,
    /** The operating system refused to create, read or lock it. */
    INACCESSIBLE
  }

  private final Reason reason;

  /** Creates the exception. */
  public DataDirectoryException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Creates the exception with the operating system's answer as its cause. */
  public DataDirectoryException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why the directory was refused. */
  public Reason reason() {
    return reason;
  }
}
