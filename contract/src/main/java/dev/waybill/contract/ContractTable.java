package dev.waybill.contract;

import dev.waybill.contract.table.Ledger;
import dev.waybill.contract.table.Row;
import dev.waybill.contract.table.Sentence;
import dev.waybill.contract.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Makes one table of what runs of the contract wrote: behaviours down, engines across.
 *
 * <p>Arguments: the file to write, and then for each engine its {@code .tsv} file.
 */
public final class ContractTable {

  private static final String SUFFIX = ".tsv";

  private ContractTable() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 2) {
      throw new IllegalArgumentException(
          "expected the file to write and at least one ENGINE.tsv, found "
              + List.of(arguments)
              + "; run the contract tests first: they write target/contract/ENGINE.tsv");
    }
    Map<String, List<Row>> engines = new LinkedHashMap<>();
    for (int i = 1; i < arguments.length; i++) {
      Path file = Path.of(arguments[i]);
      String name = String.valueOf(file.getFileName());
      engines.put(
          name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name,
          Ledger.read(file));
    }
    Files.writeString(Path.of(arguments[0]), Table.render(behaviours(), engines));
  }

  /** Every behaviour of the contract: suite by suite, in the suites' order. */
  public static Map<String, List<String>> behaviours() {
    Map<String, List<String>> behaviours = new LinkedHashMap<>();
    Stream.of(EngineContract.class.getDeclaredClasses())
        .filter(type -> type.isAnnotationPresent(Nested.class))
        .sorted(Comparator.comparing(Class::getSimpleName))
        .forEach(type -> behaviours.put(Sentence.suite(type), behavioursOf(type)));
    return behaviours;
  }

  private static List<String> behavioursOf(Class<?> suite) {
    List<String> sentences = new ArrayList<>();
    for (Class<?> type = suite; type != null; type = type.getSuperclass()) {
      Stream.of(type.getDeclaredMethods())
          .filter(method -> method.isAnnotationPresent(Test.class))
          .map(method -> Sentence.of(method.getName()))
          .forEach(sentences::add);
    }
    return sentences.stream().sorted().toList();
  }
}
