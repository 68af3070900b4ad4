package dev.waybill.verifier.planted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.verifier.check.AnomalyKind;
import dev.waybill.verifier.planted.Hunt.Catch;
import dev.waybill.verifier.planted.Hunt.Outcome;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlterationTest {
  private static final ProductLoader PRODUCT = new ProductLoader();

  static Stream<PlantedBug> bugs() {
    return PlantedBugs.all().stream();
  }

  static Stream<PlantedBug> moved() {
    return Stream.of(
        planted("NoSuchClass", "settle", Alter.toNothing()),
        planted("SettledPrefix", "noSuchMethod", Alter.toNothing()),
        planted("SettledPrefix", "settle/2", Alter.toNothing()),
        planted("SettledPrefix", "settle", Alter.without("SettledPrefix.noSuchCall")),
        planted("SettledPrefix", "settle", Alter.without("SettledPrefix.isSet")),
        planted("SettledPrefix", "settle", Alter.without("SettledPrefix.isSet#9")),
        planted("SettledPrefix", "settle", Alter.neverIf(1, 99)),
        planted("SettledPrefix", "settle", Alter.reading("position", "end")),
        planted("SettledPrefix", "settle", Alter.reading("noSuchField", "end")),
        planted("SettledPrefix", "settle", Alter.number(77, 1, 1, 78)),
        planted("SettledPrefix", "settle", Alter.notThrowing("SettledPrefix.isSet#1", false)));
  }

  private static PlantedBug planted(String type, String method, Alteration alteration) {
    return PlantedBug.named(type + "." + method, "nothing")
        .in("runtime.settle." + type, method)
        .by(alteration)
        .shows();
  }

  @Test
  void thereAreEnoughOfThemAndEachHasAName() {
    assertThat(bugs().map(PlantedBug::name)).doesNotHaveDuplicates().hasSizeGreaterThan(40);
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void eachMakesAClassThatTheMachineAccepts(PlantedBug bug) {
    assertThatCode(() -> new Planting(bug, PRODUCT).close()).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("moved")
  void whatIsNotThereAnyMoreIsNotAlteredInSilence(PlantedBug bug) {
    assertThatThrownBy(() -> Planting.altered(bug)).isInstanceOf(TargetMovedException.class);
  }

  @Test
  void whatWasNeverReachedIsNotCaught() {
    PlantedBug bug = PlantedBugs.all().get(0);
    Outcome found = new Outcome.Anomalies(Map.of(AnomalyKind.UNSEEN, 1L), "");

    List<Catch> catches =
        List.of(
            new Catch(bug, found, 1, 0, 1, List.of()), new Catch(bug, found, 1, 1, 1, List.of()));

    assertThat(catches).extracting(Catch::caught).containsExactly(false, true);
  }
}
