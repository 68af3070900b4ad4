package dev.waybill.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineSourceTest {

  @Test
  void linesComeWithoutTheirLineFeeds() throws IOException {
    assertThat(lines("one\ntwo\n")).containsExactly("one", "two");
  }

  @Test
  void theLastLineNeedsNoLineFeed() throws IOException {
    assertThat(lines("one\ntwo")).containsExactly("one", "two");
  }

  @Test
  void anEmptyLineIsALine() throws IOException {
    assertThat(lines("\n\na\n")).containsExactly("", "", "a");
  }

  @Test
  void nothingIsNoLine() throws IOException {
    assertThat(lines("")).isEmpty();
  }

  @Test
  void aLineMayBeLongerThanTheBuffer() throws IOException {
    String longLine = "x".repeat(600_000);

    assertThat(lines(longLine + "\nend\n")).containsExactly(longLine, "end");
  }

  @Test
  void bytesThatAreNoTextPassUnchanged() throws IOException {
    byte[] bytes = {(byte) 0xff, 0, '\r', '\n'};

    assertThat(new LineSource(new ByteArrayInputStream(bytes)).next())
        .containsExactly(0xff, 0, '\r');
  }

  @Test
  void linesAreCountedFromOne() throws IOException {
    LineSource source = new LineSource(new ByteArrayInputStream("a\nb\n".getBytes(UTF_8)));

    source.next();
    source.next();

    assertThat(source.number()).isEqualTo(2);
  }

  @Test
  void aSlowStreamGivesTheSameLines() throws IOException {
    InputStream slow =
        new ByteArrayInputStream("one\ntwo\nthree".getBytes(UTF_8)) {
          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            return super.read(buffer, offset, Math.min(length, 2));
          }
        };

    assertThat(lines(slow)).containsExactly("one", "two", "three");
  }

  private static List<String> lines(String text) throws IOException {
    return lines(new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  private static List<String> lines(InputStream in) throws IOException {
    LineSource source = new LineSource(in);
    List<String> lines = new ArrayList<>();
    for (byte[] line = source.next(); line != null; line = source.next()) {
      lines.add(new String(line, UTF_8));
    }
    return lines;
  }
}
