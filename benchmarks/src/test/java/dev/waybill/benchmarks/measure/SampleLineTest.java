package dev.waybill.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SampleLineTest {

  @Test
  void readsBackWhatItWrote() {
    Sample sample =
        new Sample(3, 300, 0.1 + 0.2, 1.0 / 3, 5, 4, Map.of("p99Millis", 1e-9, "openSeconds", 7.0));

    assertThat(SampleLine.read(SampleLine.write(sample))).contains(sample);
  }

  @Test
  void takesOtherLinesForNoSample() {
    assertThat(SampleLine.read("@samples are elsewhere")).isEmpty();
    assertThat(SampleLine.read("")).isEmpty();
  }

  @Test
  void namesTheFieldThatIsMissing() {
    assertThatThrownBy(() -> SampleLine.read("@sample messages=1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a field bytes")
        .hasMessageContaining("messages=1");
  }

  @Test
  void showsTheFieldThatIsNone() {
    assertThatThrownBy(() -> SampleLine.read("@sample messages"))
        .hasMessageContaining("name=value, found 'messages'");
  }
}
