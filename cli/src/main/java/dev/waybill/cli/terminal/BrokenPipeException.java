package dev.waybill.cli.terminal;

/** Whoever read our output has gone: there is nobody left to tell anything. */
public final class BrokenPipeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public BrokenPipeException() {
    super("the output is closed");
  }
}
