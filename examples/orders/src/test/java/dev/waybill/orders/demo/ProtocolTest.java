package dev.waybill.orders.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.orders.database.TableAddress;
import dev.waybill.orders.demo.ChildSettings.Trap;
import dev.waybill.orders.demo.Signal.Word;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProtocolTest {

  @Test
  void carriesSettingsToTheChild() {
    ChildSettings armed =
        new ChildSettings(
            Path.of("/a dir"),
            "kafka://me:secret@a:9092,b:9092",
            "demo-1-",
            2,
            20_000,
            -7,
            10_000,
            Optional.of(new Trap(Place.RECOVERY, 99)),
            Optional.of(new TableAddress("jdbc:x://host/db?password=secret", "shop_")));
    ChildSettings unarmed =
        new ChildSettings(
            Path.of("x"), "embedded:y", "", 1, 1, 0, 1, Optional.empty(), Optional.empty());

    assertThat(ChildSettings.parse(armed.arguments(), armed.environment())).isEqualTo(armed);
    assertThat(ChildSettings.parse(unarmed.arguments(), unarmed.environment())).isEqualTo(unarmed);
  }

  @Test
  void showsNoPasswordAmongTheArguments() {
    ChildSettings settings =
        new ChildSettings(
            Path.of("x"),
            "kafka://me:secret@a:9092",
            "",
            1,
            1,
            0,
            1,
            Optional.empty(),
            Optional.of(new TableAddress("jdbc:x://me:secret@host/db?password=secret", "shop_")));

    assertThat(settings.arguments()).noneMatch(argument -> argument.contains("secret"));
    assertThat(settings.toString()).contains("jdbc:x://host/db").doesNotContain("secret");
  }

  @Test
  void carriesSignalsToTheParent() {
    Signal signal = Signal.of(Word.TRAPPED, Place.INTAKE_UNREPORTED, "order 17");

    assertThat(Signal.parse(signal.line())).isEqualTo(signal);
    assertThat(Signal.parse("acknowledged\t101\t200").number(1)).isEqualTo(200);
    assertThat(Signal.parse(Signal.of(Word.DRAINED).line())).isEqualTo(Signal.of(Word.DRAINED));
  }

  @Test
  void refusesAForeignLine() {
    assertThatThrownBy(() -> Signal.parse("Hello from a library"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Hello from a library");
  }
}
