package dev.waybill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {

  @ParameterizedTest
  @CsvSource({
    "topics list,                      topics list",
    "--to U topics list,               topics list --to U",
    "--to=U --json topics list,        topics list --to=U --json",
    "--json consume t --to U -- --odd, consume t --to U --json -- --odd",
    "--json,                           --json",
    "--to,                             --to",
    "--to U,                           --to U",
    "--help,                           --help"
  })
  void whatMostCommandsTakeMayStandBeforeThem(String given, String expected) {
    assertThat(Arguments.commandFirst(given.split(" "))).containsExactly(expected.split(" "));
  }
}
