package dev.waybill.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.Waybill;
import dev.waybill.error.RejectedException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineUrlTest {

  @Test
  void hasASchemeAnAddressAndOptions() {
    EngineUrl url = EngineUrl.parse("embedded:./my data?a=1&b=x%20y+z");

    assertThat(url.scheme()).isEqualTo("embedded");
    assertThat(url.address()).isEqualTo("./my data");
    assertThat(url.options()).isEqualTo(Map.of("a", "1", "b", "x y+z"));
  }

  @Test
  void keepsWhatFollowsTheFirstColon() {
    EngineUrl url = EngineUrl.parse("kafka://b1:9092,b2:9092");

    assertThat(url.address()).isEqualTo("//b1:9092,b2:9092");
    assertThat(url.options()).isEmpty();
  }

  @Test
  void refusesWhatIsNoUrl() {
    assertThatThrownBy(() -> Waybill.open("./data"))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("embedded:./data");
    assertThatThrownBy(() -> EngineUrl.parse("embedded:./data?novalue"))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("name=value");
  }

  @Test
  void anUnknownSchemeSaysWhatToAdd() {
    assertThatThrownBy(() -> Waybill.open("carrier-pigeon:coop"))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("carrier-pigeon")
        .hasMessageContaining("waybill-embedded");
  }
}
