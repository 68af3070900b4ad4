package dev.waybill.contract.gate;

import dev.waybill.contract.subject.EngineHolder;

/** What an engine that lacks something must refuse. */
sealed interface Refusal permits RefusedCapability, RefusedSecondEngine {

  /**
   * Asks for it.
   *
   * @return why it was refused, in few words
   * @throws AssertionError it was not, or without saying what is missing
   */
  String demand(EngineHolder holder);
}
