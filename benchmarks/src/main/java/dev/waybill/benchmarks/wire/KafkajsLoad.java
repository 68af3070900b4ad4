package dev.waybill.benchmarks.wire;

import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.cluster.ApacheKafkaClassPath;
import dev.waybill.cluster.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A read-process-write loop in kafkajs, one message a transaction. It begins each transaction as
 * soon as the one before is committed; a server that is not done with that one by then lets it wait
 * and try again.
 */
public record KafkajsLoad(Contestant contestant) implements Load {

  private static final Duration LOOPING = Duration.ofSeconds(10);

  @Override
  public Sample run(Workbench workbench) throws Exception {
    KafkajsHome kafkajs =
        KafkajsHome.below(Path.of(System.getProperty(ApacheKafkaClassPath.HOME, "")));
    double seconds = workbench.lasting(LOOPING).toMillis() / 1e3;
    try (WireServer server = contestant.start(workbench.directory())) {
      List<String> command =
          new ArrayList<>(kafkajs.command("transactions.js", server.bootstrap()));
      command.add(Double.toString(seconds));
      List<String> lines = Command.printed(command).lines().toList();
      double perSecond = Double.parseDouble(lines.get(lines.size() - 1));
      return new Sample(Math.round(perSecond * seconds), 0, seconds, 0, 0, 0, Map.of());
    }
  }
}
