package dev.waybill.verifier.proxy;

/** Is told of every fault when it has happened, on the thread of its connection. Thread-safe. */
@FunctionalInterface
public interface FaultListener {

  /**
   * @param struck the request that it happened to, or to whose answer
   */
  void injected(NetworkFault fault, Request struck);
}
