package dev.waybill.error;

/**
 * Not done: the plan asks for more than the engine can give. The message names the hop, what is
 * missing and what would give it.
 */
public final class UnsupportedException extends WaybillException {

  private static final long serialVersionUID = 1L;

  public UnsupportedException(String message) {
    super(message, null);
  }
}
