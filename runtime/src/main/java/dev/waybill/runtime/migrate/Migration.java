package dev.waybill.runtime.migrate;

import dev.waybill.engine.Capability;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.engine.TransactionSettings;
import dev.waybill.error.RetriableException;
import dev.waybill.error.UnsupportedException;
import dev.waybill.runtime.migrate.MigrationListener.Phase;
import dev.waybill.runtime.migrate.MigrationReport.TopicReport;
import dev.waybill.runtime.publish.PublishDefaults;
import dev.waybill.runtime.timing.Timing;
import java.time.Duration;
import java.util.List;

/**
 * Moves topics, their messages and the groups' positions from one engine to another. The source is
 * only read. One thread; both engines stay the caller's.
 *
 * <p>Messages keep their partition, order, key, value, headers and timestamp; offsets may differ.
 * What is moved is what was committed in the source when the run began; a further run moves what
 * came later. A run that ended early, at whatever instant and for whatever reason, is carried on by
 * the next: nothing is lost and nothing is there twice.
 */
public final class Migration {

  /**
   * The transactional id in the target. There is one, so that a migration that begins ends every
   * other one into the same target, with all that is still on its way.
   */
  public static final String TRANSACTIONAL_ID = "waybill-migration";

  private static final long TRANSACTION_BYTES = 16L * 1024 * 1024;
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(5);

  private final Engine source;
  private final Engine target;
  private final Selection selection;
  private final Progress progress;
  private final Timing timing;
  private final long transactionBytes;

  /**
   * @param source not changed
   * @param target another engine than {@code source}
   */
  public Migration(Engine source, Engine target, Selection selection, MigrationListener listener) {
    this(source, target, selection, listener, TRANSACTION_BYTES);
  }

  /**
   * The same with transactions of another size.
   *
   * @param transactionBytes a transaction that has so many bytes is committed; readers of the
   *     target wait for it, and what is given up when a migration ends early is no more than that
   */
  public Migration(
      Engine source,
      Engine target,
      Selection selection,
      MigrationListener listener,
      long transactionBytes) {
    this.transactionBytes = transactionBytes;
    this.source = source;
    this.target = target;
    this.selection = selection;
    this.progress = new Progress(listener);
    this.timing = Timing.MACHINE;
  }

  /**
   * Moves what the target lacks, reads it back, and sets the groups' positions. Everything is
   * durable when this returns.
   *
   * @throws UnsupportedException an engine cannot do what a migration takes; nothing was changed
   * @throws dev.waybill.error.RejectedException the target has something else under a topic's name,
   *     or what is selected does not exist: nothing was published; or the target refused a message:
   *     those before it stay
   * @throws dev.waybill.error.FencedException another migration into this target has begun
   * @throws dev.waybill.error.CorruptException the target does not hold what it was given; no
   *     position was moved
   * @throws dev.waybill.error.RetriableException a side does not answer, or the listener asked for
   *     an end; run again
   * @throws dev.waybill.error.OutcomeUnknownException the last transaction may be in the target or
   *     not; run again, which finds out
   */
  public MigrationReport run() {
    require("source", source, Capability.BROADCAST);
    require("target", target, Capability.BROADCAST);
    require("target", target, Capability.TRANSACTIONS);
    List<TopicPlan> topics = new Survey(source, target, selection).plan();
    try (EngineTransactions session = target.transactions(settings())) {
      Settled settled = new Settled(target.topics(), timing);
      compare(topics, settled);
      create(topics);
      move(topics, new Feed(session, timing, transactionBytes));
      verify(topics, settled);
    }
    return report(topics, new Positions(target.groups(), true));
  }

  /**
   * Compares the two, message by message, and changes nothing. The report says what the target
   * lacks.
   *
   * @throws dev.waybill.error.RejectedException the target has something else under a topic's name,
   *     or what is selected does not exist
   * @throws dev.waybill.error.RetriableException a side does not answer, or the listener asked for
   *     an end
   */
  public MigrationReport compare() {
    require("source", source, Capability.BROADCAST);
    require("target", target, Capability.BROADCAST);
    List<TopicPlan> topics = new Survey(source, target, selection).plan();
    compare(topics, new Settled(target.topics(), timing));
    List<TopicPlan> rest = topics.stream().filter(Migration::isUnread).toList();
    if (!rest.isEmpty()) {
      try (Reader from = reader("source", source, rest)) {
        rest.forEach(topic -> Copying.readOnly(from, topic, progress));
      }
    }
    return report(topics, new Positions(target.groups(), false));
  }

  private void compare(List<TopicPlan> topics, Settled settled) {
    progress.begin(Phase.COMPARING, topics.stream().mapToLong(Migration::offsets).sum());
    List<TopicPlan> there = topics.stream().filter(TopicPlan::inTarget).toList();
    if (!there.isEmpty()) {
      try (Reader from = reader("source", source, there);
          Reader to = reader("target", target, there)) {
        Comparison comparison = new Comparison(from, to, progress);
        there.forEach(topic -> comparison.run(topic, settled.partitions(topic.name())));
      }
    }
  }

  private void create(List<TopicPlan> topics) {
    for (TopicPlan topic : topics) {
      if (!topic.inTarget() && !target.topics().createIfMissing(topic.name(), topic.settings())) {
        throw new RetriableException(
            "migrating topic "
                + topic.name()
                + ": expected none of that name in the target, found that somebody has created it"
                + " meanwhile; nothing was published. Run the migration again: it compares first");
      }
    }
  }

  private void move(List<TopicPlan> topics, Feed feed) {
    progress.begin(
        Phase.MOVING,
        topics.stream()
            .flatMap(topic -> topic.tracks().stream())
            .filter(track -> !track.isRead())
            .mapToLong(track -> track.end - track.place())
            .sum());
    List<TopicPlan> rest = topics.stream().filter(Migration::isUnread).toList();
    if (!rest.isEmpty()) {
      try (Reader from = reader("source", source, rest)) {
        Copying copying = new Copying(from, feed, progress);
        rest.forEach(copying::run);
      }
    }
  }

  private void verify(List<TopicPlan> topics, Settled settled) {
    progress.begin(
        Phase.VERIFYING,
        topics.stream()
            .flatMap(topic -> topic.tracks().stream())
            .filter(Track::isToBeVerified)
            .mapToLong(Track::count)
            .sum());
    List<TopicPlan> changed =
        topics.stream()
            .filter(topic -> topic.tracks().stream().anyMatch(Track::isToBeVerified))
            .toList();
    if (!changed.isEmpty()) {
      try (Reader to = reader("target", target, changed)) {
        Verification verification = new Verification(to, progress);
        changed.forEach(topic -> verification.run(topic, settled.partitions(topic.name())));
      }
    }
  }

  private static boolean isUnread(TopicPlan topic) {
    return topic.tracks().stream().anyMatch(track -> !track.isRead());
  }

  private static long offsets(TopicPlan topic) {
    return topic.inTarget()
        ? topic.tracks().stream().mapToLong(track -> track.end - track.start).sum()
        : 0;
  }

  private Reader reader(String side, Engine engine, List<TopicPlan> topics) {
    return new Reader(side, engine, topics, timing, progress::checkStop);
  }

  private static MigrationReport report(List<TopicPlan> topics, Positions positions) {
    return new MigrationReport(
        topics.stream().map(Migration::report).toList(), positions.run(topics));
  }

  private static TopicReport report(TopicPlan topic) {
    Checksum sum = new Checksum();
    topic.tracks().forEach(track -> sum.add(track.checksum()));
    return new TopicReport(
        topic.name(),
        !topic.inTarget(),
        topic.differences(),
        topic.tracks().stream().map(Track::report).toList(),
        sum.end());
  }

  private static TransactionSettings settings() {
    return new TransactionSettings(
        TRANSACTIONAL_ID, TRANSACTION_TIMEOUT, PublishDefaults.durable(true));
  }

  private static void require(String side, Engine engine, Capability needed) {
    if (!engine.capabilities().can(needed)) {
      throw new UnsupportedException(
          "migrating: expected a "
              + side
              + " that can "
              + needed
              + ", found "
              + engine.name()
              + ", which cannot; nothing was changed. Without it a migration that is cut off could"
              + " not be carried on without loss or repetition");
    }
  }
}
