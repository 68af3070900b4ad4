package dev.waybill.cli.command;

import dev.waybill.Waybill;
import dev.waybill.admin.TopicDescription;
import dev.waybill.admin.TopicDescription.PartitionDescription;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Json;
import dev.waybill.cli.terminal.Table;
import dev.waybill.cli.terminal.Terminal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code waybill topics list}. */
@Command(name = "list", description = "List all topics.")
public final class TopicsList implements Callable<Integer> {

  @Mixin private EngineOptions engine = new EngineOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  private final Terminal terminal;

  public TopicsList(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (Waybill waybill = engine.openExisting(terminal)) {
      List<TopicDescription> topics =
          waybill.topics().list().stream()
              .map(waybill.topics()::describe)
              .flatMap(Optional::stream)
              .toList();
      if (output.json()) {
        topics.forEach(topic -> terminal.out().println(Json.line(asMap(topic))));
      } else if (topics.isEmpty()) {
        terminal.out().println("no topics yet; create one: waybill topics create TOPIC");
      } else {
        Table table = new Table("topic", "partitions", "offsets", "bytes");
        topics.forEach(
            topic ->
                table.row(
                    topic.name(),
                    topic.partitions().size(),
                    offsets(topic),
                    bytes(topic).map(Object.class::cast).orElse("-")));
        table.print(terminal.out());
      }
    }
    terminal.flush();
    return ExitCode.OK;
  }

  private static Map<String, Object> asMap(TopicDescription topic) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("topic", topic.name());
    map.put("partitions", topic.partitions().size());
    map.put("offsets", offsets(topic));
    bytes(topic).ifPresent(bytes -> map.put("bytes", bytes));
    return map;
  }

  /** Offsets in use; more than messages, because transaction markers have offsets too. */
  static long offsets(TopicDescription topic) {
    return topic.partitions().stream().mapToLong(p -> p.endOffset() - p.startOffset()).sum();
  }

  /** Empty where the engine cannot tell. */
  private static Optional<Long> bytes(TopicDescription topic) {
    boolean known = topic.partitions().stream().allMatch(p -> p.sizeBytes() >= 0);
    return known
        ? Optional.of(topic.partitions().stream().mapToLong(PartitionDescription::sizeBytes).sum())
        : Optional.empty();
  }
}
