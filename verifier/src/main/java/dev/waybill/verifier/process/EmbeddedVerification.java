package dev.waybill.verifier.process;

import dev.waybill.Guarantee;
import dev.waybill.server.KafkaNode;
import dev.waybill.server.ServerSettings;
import dev.waybill.verifier.history.Event;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Lives of an embedded pipeline, one after the other: all but the last end by SIGKILL, some of them
 * while they open the data that the one before left.
 */
final class EmbeddedVerification {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int PER_SECOND = 100;
  private static final long LEAST_LIFE_MILLIS = 300;
  private static final int MOST_LIFE_MILLIS = 1_500;

  private final ProcessOptions options;
  private final ProcessProgress progress;
  private final Path directory;
  private final EventFile events;
  private final Random random;
  private final Map<String, Guarantee> publishers = new LinkedHashMap<>();
  private final List<Path> effects = new ArrayList<>();
  private int lives;

  EmbeddedVerification(
      ProcessOptions options, ProcessProgress progress, Path directory, EventFile events) {
    this.options = options;
    this.progress = progress;
    this.directory = directory;
    this.events = events;
    this.random = new Random(options.seed());
  }

  /** All publishers that there were, by name. */
  Map<String, Guarantee> publishers() {
    return publishers;
  }

  void run() throws Exception {
    long begin = System.nanoTime();
    long whole = options.duration().toNanos();
    boolean killStarting = options.faults().contains(ProcessFault.KILL_STARTING_BROKER);
    boolean kill = options.faults().contains(ProcessFault.KILL_BROKER);
    int round = (kill ? 1 : 0) + (killStarting ? 1 : 0);
    for (int struck = 0;
        round > 0 && (struck < round || System.nanoTime() - begin < whole);
        struck++) {
      boolean starting = killStarting && (!kill || struck % 2 == 1);
      live(starting ? ProcessFault.KILL_STARTING_BROKER : ProcessFault.KILL_BROKER);
      double share = Math.min(1, (System.nanoTime() - begin) / (double) whole);
      progress.reached("life " + lives + " is over", events.faults(), 0.1 + 0.6 * share);
    }
    try (ChildJvm last = start()) {
      last.await("busy", PATIENCE);
      if (round == 0) {
        Thread.sleep(options.duration().toMillis());
      }
      last.say("finish");
      last.await("finished", PATIENCE);
    }
    progress.reached("at rest", events.faults(), 0.8);
    read();
  }

  /** However slow the machine: who is killed at work has done some. */
  private void live(ProcessFault death) throws Exception {
    try (ChildJvm child = start()) {
      if (death == ProcessFault.KILL_STARTING_BROKER) {
        Thread.sleep(LEAST_LIFE_MILLIS + random.nextInt(MOST_LIFE_MILLIS / 2));
      } else {
        child.await("busy", PATIENCE);
        Thread.sleep(LEAST_LIFE_MILLIS + random.nextInt(MOST_LIFE_MILLIS));
      }
      child.kill();
      events.add(new Event.Crashed(child.name(), "SIGKILL"));
      events.add(new Event.Crashed("broker", "SIGKILL"));
      events.add(new Event.FaultInjected("harness", death.text(), child.name()));
    }
  }

  private ChildJvm start() throws Exception {
    int number = ++lives;
    String name = "pipeline-" + number;
    for (Guarantee each : options.guarantees()) {
      publishers.put(EmbeddedProgram.publisher(name, each), each);
    }
    publishers.put(EmbeddedProgram.copier(name), Guarantee.EXACTLY_ONCE);
    effects.add(directory.resolve(name + ".effects"));
    Map<String, String> arguments = new HashMap<>();
    arguments.put("data", options.directory().resolve("data").toString());
    arguments.put("directory", directory.toString());
    arguments.put("process", name);
    arguments.put("number", Integer.toString(number));
    arguments.put("perSecond", Integer.toString(PER_SECOND));
    arguments.put(
        "guarantees",
        options.guarantees().stream()
            .sorted()
            .map(Guarantee::toString)
            .collect(Collectors.joining(",")));
    return ChildJvm.start(
        name, EmbeddedProgram.class, arguments, options.directory().resolve("clients.log"));
  }

  /** The same data behind Kafka's protocol, for the same fresh reader. */
  private void read() throws Exception {
    InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (KafkaNode node =
        KafkaNode.open(options.directory().resolve("data"), anywhere, ServerSettings.defaults())) {
      InetSocketAddress at = node.address();
      FinalReading reading = new FinalReading(at.getHostString() + ":" + at.getPort(), events);
      List<String> topics = new ArrayList<>();
      for (Guarantee each : options.guarantees()) {
        topics.add(EmbeddedProgram.topic(each));
        if (each == Guarantee.EXACTLY_ONCE) {
          topics.add(EmbeddedProgram.copies());
        }
      }
      reading.topics(topics);
      for (Guarantee each : options.guarantees()) {
        String group = EmbeddedProgram.group(each);
        reading.positions(group);
        if (each == Guarantee.EXACTLY_ONCE) {
          reading.effectsInCopies(group, EmbeddedProgram.topic(each));
        } else {
          reading.effectsInFiles(group, EmbeddedProgram.topic(each), effects);
        }
      }
    }
  }
}
