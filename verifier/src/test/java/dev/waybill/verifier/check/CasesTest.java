package dev.waybill.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Promises;
import dev.waybill.verifier.history.Recorded;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CasesTest {

  static List<Case> cases() {
    return Case.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void eachHistoryIsJudgedAsItIs(Case given) {
    List<Finding> findings = given.story().findings();

    if (!given.rejected()) {
      assertThat(findings).isEmpty();
      return;
    }
    assertThat(findings).extracting(Finding::kind).containsExactly(given.kind());
    Finding finding = findings.get(0);
    assertThat(finding.message()).as(finding.what()).isEqualTo(given.message());
    assertThat(kinds(given.story(), finding)).as(finding.what()).isEqualTo(given.shownBy());
  }

  private static List<Class<? extends Event>> kinds(Story story, Finding finding) {
    List<Recorded> events = story.events();
    return finding.events().stream()
        .<Class<? extends Event>>map(number -> events.get(number.intValue()).event().getClass())
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void everyKindHasHistoriesThatAreAcceptedAndHistoriesThatAreRejected(AnomalyKind kind) {
    List<Case> ofKind = cases().stream().filter(one -> one.kind() == kind).toList();

    assertThat(ofKind).filteredOn(one -> !one.rejected()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(ofKind).filteredOn(Case::rejected).hasSizeGreaterThanOrEqualTo(2);
    assertThat(ofKind).extracting(Case::name).doesNotHaveDuplicates();
  }

  @Test
  void everyKindHasOneChecker() {
    Promises promises = Story.given().promises();

    assertThat(Checkers.all(promises, new Findings()))
        .extracting(Checker::kind)
        .containsExactlyInAnyOrderElementsOf(Arrays.asList(AnomalyKind.values()));
  }
}
