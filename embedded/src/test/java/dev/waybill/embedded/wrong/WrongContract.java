package dev.waybill.embedded.wrong;

import dev.waybill.contract.EngineContract;
import dev.waybill.contract.subject.EngineUnderTest;
import dev.waybill.embedded.EmbeddedUnderTest;
import dev.waybill.engine.Capabilities;
import dev.waybill.engine.Capability;
import dev.waybill.engine.Engine;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The contract on a wrong engine; run by {@link ContractRejectsTest} only. */
class WrongContract extends EngineContract {
  /** What is wrong in the run under way; runs come one after the other. */
  static volatile @Nullable Fault fault;

  /** What the engine of the run under way says it lacks. */
  static volatile Set<Capability> lacks = Set.of();

  @Override
  protected EngineUnderTest engineUnderTest() throws IOException {
    return new EmbeddedUnderTest() {
      @Override
      public String name() {
        return "wrong";
      }

      @Override
      public Engine open() {
        Engine right = super.open();
        Capabilities all = right.capabilities();
        Set<Capability> can = EnumSet.copyOf(all.can());
        can.removeAll(lacks);
        return new WrongEngine(
            right, new Capabilities(all.engine(), can, all.assumptions()), fault);
      }

      @Override
      public Duration patience() {
        // What a wrong engine does not bring, it never brings.
        return fault == null ? super.patience() : Duration.ofSeconds(2);
      }
    };
  }
}
