package dev.waybill.verifier.proxy;

/** Decides what becomes of requests. Thread-safe: connections ask side by side. */
@FunctionalInterface
public interface FaultPlan {

  /** Of this one, which has just arrived whole. */
  Fate fateOf(Request request);

  /** Everything arrives. */
  static FaultPlan none() {
    return request -> new Fate.Pass();
  }
}
