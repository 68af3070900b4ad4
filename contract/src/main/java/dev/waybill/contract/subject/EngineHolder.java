package dev.waybill.contract.subject;

import dev.waybill.engine.Engine;

/** A test that has an engine. */
public interface EngineHolder {

  EngineUnderTest underTest();

  /** The engine that was opened before the test. */
  Engine engine();
}
