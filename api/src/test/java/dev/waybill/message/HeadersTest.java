package dev.waybill.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadersTest {

  @Test
  void keepTheirOrderAndTheirRepeats() {
    Headers headers = Headers.of("a", "1").with("b", "2").with("a", "3");

    assertThat(headers.asList()).extracting(Header::name).containsExactly("a", "b", "a");
    assertThat(headers.text("a")).contains("3");
    assertThat(headers.text("missing")).isEmpty();
  }

  @Test
  void areNotChangedByWhatIsMadeOfThem() {
    Headers before = Headers.of("a", "1");
    List<Header> source = new ArrayList<>(before.asList());
    Headers copied = Headers.of(source);
    source.clear();

    before.with("b", "2");
    assertThat(before.asList()).hasSize(1);
    assertThat(copied.asList()).hasSize(1);
    assertThat(before.without("a").isEmpty()).isTrue();
  }
}
