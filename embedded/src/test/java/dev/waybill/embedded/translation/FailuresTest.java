package dev.waybill.embedded.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.error.CorruptException;
import dev.waybill.error.FencedException;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.WaybillException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailuresTest {

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void everyReasonOfTheBrokerBecomesTheTypeThatSaysWhatToDo(ErrorCode code) {
    WaybillException failure =
        Failures.of("publishing", new CompletionException(new BrokerException(code, "the text")));

    Class<?> expected =
        switch (code.kind()) {
          case RETRIABLE -> RetriableException.class;
          case FENCED -> FencedException.class;
          case REJECTED -> RejectedException.class;
          case CORRUPT -> CorruptException.class;
          case UNKNOWN_OUTCOME -> OutcomeUnknownException.class;
        };
    assertThat(failure).isInstanceOf(expected).hasMessage("publishing: the text");
    assertThat(Failures.code(failure.getCause())).contains(code);
  }

  @Test
  void whatNobodyExpectedIsAnUnknownOutcome() {
    assertThat(Failures.of("publishing", new IllegalStateException("a defect")))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("a defect")
        .hasRootCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void anApplicationsFailureStaysAsItIs() {
    RejectedException known = new RejectedException("no");

    assertThat(Failures.of("publishing", new CompletionException(known))).isSameAs(known);
  }
}
