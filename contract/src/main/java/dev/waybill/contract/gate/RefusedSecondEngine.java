package dev.waybill.contract.gate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.contract.subject.EngineHolder;
import dev.waybill.error.RejectedException;

/** A second engine on data that take one at a time. */
record RefusedSecondEngine() implements Refusal {

  @Override
  public String demand(EngineHolder holder) {
    assertThatThrownBy(() -> holder.underTest().open().close())
        .as("a second engine on the data of an open one")
        .isInstanceOf(RejectedException.class)
        .message()
        .isNotBlank();
    return "one engine at a time";
  }
}
