package dev.waybill.verifier.table;

import dev.waybill.Guarantee;
import dev.waybill.Subscription;
import dev.waybill.Waybill;
import dev.waybill.server.KafkaNode;
import dev.waybill.server.ServerProperties;
import dev.waybill.server.ServerSettings;
import dev.waybill.verifier.process.BrokerProcess;
import dev.waybill.verifier.table.Cell.Verdict;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Runs the table's scripts one after the other. Used once, by one thread. */
public final class TableRun {
  private final Path directory;
  private final Consumer<Cell> progress;
  private final List<Cell> cells = new ArrayList<>();

  private TableRun(Path directory, Consumer<Cell> progress) {
    this.directory = directory;
    this.progress = progress;
  }

  /**
   * Runs all of it: a minute or two on two cores. Starts and ends child JVMs.
   *
   * @param directory an empty one, or one to be made; what the scripts leave stays there
   * @param progress told of each cell when it is known
   * @throws Exception a script could not be played to its end: neither held nor violated
   */
  public static Table run(Path directory, Consumer<Cell> progress) throws Exception {
    TableRun run = new TableRun(Files.createDirectories(directory), progress);
    try (EffectDatabase database = new EffectDatabase()) {
      run.withoutDeath(database);
      run.underDeath(database);
      run.death(DeathScript.Place.BEFORE, FailurePoint.CONSUMER_DIES, database);
      run.death(DeathScript.Place.AFTER, FailurePoint.ACK_LOST, database);
    }
    for (Guarantee each : Guarantee.values()) {
      run.tell(
          new Cell(
              each,
              FailurePoint.CONSUMER_DIES,
              Hop.PUBLISH,
              Verdict.NOT_APPLICABLE,
              "none",
              0,
              0,
              0,
              0,
              Explanations.NO_CONSUMER));
    }
    return new Table(run.cells);
  }

  /** What needs a network that misbehaves, and no death: one server for all of it. */
  private void withoutDeath(EffectDatabase database) throws Exception {
    Path data = directory.resolve("network");
    List<PublishScript> chains = new ArrayList<>();
    List<FailurePoint> points = new ArrayList<>();
    try (KafkaNode node = node(data);
        WireStage stage = new WireStage(node.address())) {
      PublishScript dropped =
          new PublishScript("dropped-publish", stage, LostPublish.request(stage));
      published(dropped, FailurePoint.DROPPED, "dropped-publish");
      PublishScript unheard = new PublishScript("unheard-answer", stage, LostPublish.answer(stage));
      published(unheard, FailurePoint.ACK_LOST, "unheard-answer");
      PublishScript late =
          new PublishScript("late-first-attempt", stage, new LateFirstAttempt(stage));
      published(late, FailurePoint.TWICE, "late-first-attempt");
      // For the effect hop only: the log has it twice after this, whoever published it.
      late.publishAgain(Guarantee.EXACTLY_ONCE);
      delivered(new LostDelivery(stage), FailurePoint.DROPPED, "lost-delivery");
      delivered(new TwoOwners(stage), FailurePoint.TWICE, "two-owners");
      chains.add(dropped);
      points.add(FailurePoint.DROPPED);
      chains.add(late);
      points.add(FailurePoint.TWICE);
    }
    for (int i = 0; i < chains.size(); i++) {
      handled(data, chains.get(i), points.get(i), database);
    }
  }

  private void underDeath(EffectDatabase database) throws Exception {
    Path data = directory.resolve("death");
    try (BrokerProcess broker = BrokerProcess.start(data, directory.resolve("broker.log"));
        WireStage stage = new WireStage(broker.address())) {
      PublishScript killed =
          new PublishScript(
              "broker-dies-under-publish", stage, new DeathUnderRequests(stage.plan(), broker));
      published(killed, FailurePoint.BROKER_DIES, "broker-dies-under-publish");
      delivered(new LostPositions(stage, broker), FailurePoint.BROKER_DIES, "lost-positions");
      broker.finish();
      handled(data, killed, FailurePoint.BROKER_DIES, database);
    }
  }

  private void death(DeathScript.Place place, FailurePoint point, EffectDatabase database)
      throws Exception {
    String name = "killed-" + place.text() + "-the-effect";
    DeathScript script = new DeathScript(place, directory.resolve(name), database, name);
    script.run();
    try (KafkaNode node = node(script.data());
        WireStage stage = new WireStage(node.address())) {
      for (Guarantee each : Guarantee.values()) {
        String notes = PipelineProgram.notes(each);
        judge(each, point, Hop.DELIVER, name, stage.read(notes), script.bites(notes));
      }
    }
    for (Guarantee each : Guarantee.values()) {
      String group = script.effectsGroup(each);
      judge(each, point, Hop.EFFECT, name, database.effects(group), script.bites(group));
    }
  }

  private void published(PublishScript script, FailurePoint point, String name) throws Exception {
    script.run();
    for (Guarantee each : Guarantee.values()) {
      judge(each, point, Hop.PUBLISH, name, script.log(each), script.bites(each));
    }
  }

  private void delivered(DeliverScript script, FailurePoint point, String name) throws Exception {
    try (script) {
      script.run();
    }
    for (Guarantee each : Guarantee.values()) {
      judge(each, point, Hop.DELIVER, name, script.notesRead(each), script.bites(each));
    }
  }

  /** The rest of the chain: the same data, opened in this process, and handlers into a database. */
  private void handled(Path data, PublishScript script, FailurePoint point, EffectDatabase database)
      throws Exception {
    try (Waybill waybill = Waybill.open("embedded:" + data)) {
      for (Guarantee each : Guarantee.values()) {
        String group = "effects-of-" + script.topic(each);
        try (Subscription subscription =
            Effects.subscribe(
                waybill,
                script.topic(each),
                group,
                each,
                database.dataSource(),
                Effects.UNDISTURBED)) {
          if (!subscription.awaitCaughtUp(Plot.PATIENCE)) {
            throw new IllegalStateException(
                group + ": expected to be caught up, found " + subscription.state());
          }
        }
        judge(
            each,
            point,
            Hop.EFFECT,
            script.topic(each) + "-into-database",
            database.effects(group),
            script.bites(each));
      }
    }
  }

  private void judge(
      Guarantee guarantee,
      FailurePoint point,
      Hop hop,
      String scenario,
      Collection<Integer> found,
      long bites) {
    Tally seen = Tally.of(Plot.MESSAGES, found);
    Expected expected = Expected.of(guarantee, point, hop);
    Verdict verdict = Verdict.AS_DECLARED;
    String explanation = Explanations.of(guarantee, point, hop);
    if (!expected.matches(seen)) {
      verdict = Verdict.VIOLATED;
      explanation = "expected: " + expected.text() + "; found " + found;
    }
    if (bites == 0) {
      verdict = Verdict.INCONCLUSIVE;
      explanation = "the fault did not happen to it; found " + found;
    }
    tell(
        new Cell(
            guarantee,
            point,
            hop,
            verdict,
            scenario,
            seen.lost(),
            seen.repeated(),
            seen.reordered(),
            bites,
            explanation));
  }

  private void tell(Cell cell) {
    cells.add(cell);
    progress.accept(cell);
  }

  private static KafkaNode node(Path data) throws Exception {
    return KafkaNode.open(
        data,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        ServerProperties.of(
            BrokerProcess.settings(), KafkaNode.freshSettings(), ServerSettings.defaults()));
  }
}
