package dev.waybill.runtime.advise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Explanation.Verdict;
import dev.waybill.Guarantee;
import dev.waybill.engine.Capabilities;
import dev.waybill.engine.Capability;
import dev.waybill.runtime.explain.Explainer;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdvisorTest {

  private static final Capabilities ENGINE =
      new Capabilities("test", EnumSet.allOf(Capability.class), List.of());

  @ParameterizedTest
  @CsvSource({
    "true,  true,  true",
    "true,  true,  false",
    "true,  false, true",
    "true,  false, false",
    "false, true,  true",
    "false, true,  false",
    "false, false, true",
    "false, false, false"
  })
  void whatIsRecommendedMeetsTheNeeds(boolean loss, boolean duplicates, boolean idempotent) {
    Advice advice = Advisor.advise(new Needs(loss, duplicates, idempotent));

    Verdict verdict =
        Explainer.explain(ENGINE, List.of(advice.publish()), List.of(advice.consume()))
            .chains()
            .get(0)
            .verdict();

    assertThat(verdict.mayLose()).isEqualTo(loss);
    assertThat(!verdict.mayRepeat() || duplicates).isTrue();
    assertThat(advice.code()).isNotEmpty();
    assertThat(advice.hops()).extracting(Advice.HopAdvice::hop).contains("publish", "effect");
  }

  @Test
  void exactlyOnceIsRecommendedOnlyWhereNothingCheaperWillDo() {
    assertThat(guarantee(false, false, false)).isEqualTo(Guarantee.EXACTLY_ONCE);
    assertThat(guarantee(false, false, true)).isEqualTo(Guarantee.AT_LEAST_ONCE);
    assertThat(guarantee(false, true, false)).isEqualTo(Guarantee.AT_LEAST_ONCE);
    assertThat(guarantee(true, false, false)).isEqualTo(Guarantee.AT_MOST_ONCE);
  }

  private static Guarantee guarantee(boolean loss, boolean duplicates, boolean idempotent) {
    return Advisor.advise(new Needs(loss, duplicates, idempotent)).consume().guarantee();
  }
}
