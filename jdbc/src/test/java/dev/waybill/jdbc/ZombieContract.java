package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Receipt;
import dev.waybill.Waybill;
import dev.waybill.jdbc.database.Databases;
import dev.waybill.jdbc.database.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes of one group, each with an engine of its own that holds the same messages: both
 * believe to own every partition. One is stopped by SIGSTOP at the worst place, and the other goes
 * on.
 *
 * <pre>
 *   one    lock ─ effect ─ SIGSTOP ························· SIGCONT ─ commit?
 *   other                    └ lock … waits, or has the rows ──┘
 * </pre>
 */
abstract class ZombieContract extends PipelineFixture {

  private static final String FOLLOWED = "another member or a seek has moved it";
  private static final List<String> TEXTS = texts(0, 140);

  /** The text where the one is stopped: not at the beginning of its partition. */
  private static final String PLACE = "k3:59";

  /** The texts of each partition, in both engines. */
  private static final Map<Integer, List<String>> CONTENT = new LinkedHashMap<>();

  private static Path data;
  private static @Nullable MemberProcess aliveOne;
  private static @Nullable MemberProcess aliveOther;

  private MemberProcess one;
  private MemberProcess other;

  ZombieContract(Databases kind) {
    super(kind);
  }

  /** The same database, for those who wait for a lock no longer than a second. */
  abstract TestDatabase impatient();

  /** The same, which ends a transaction that has been idle for a second. */
  abstract TestDatabase watchful();

  /** What the database says to who has waited for a lock long enough. */
  abstract String lockTimeout();

  @BeforeAll
  static void publishToBoth(@TempDir Path directory) throws Exception {
    data = directory;
    Path first = directory.resolve("one");
    try (Waybill waybill = Waybill.open("embedded:" + first);
        Publisher<String> publisher = waybill.publisher(ORDERS, Guarantee.AT_LEAST_ONCE)) {
      List<CompletableFuture<Receipt>> receipts = TEXTS.stream().map(publisher::publish).toList();
      for (int i = 0; i < TEXTS.size(); i++) {
        CONTENT
            .computeIfAbsent(receipts.get(i).join().partition(), none -> new ArrayList<>())
            .add(TEXTS.get(i));
      }
    }
    copy(first, directory.resolve("other"));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  @AfterAll
  static void endBoth() {
    for (MemberProcess each : new MemberProcess[] {aliveOne, aliveOther}) {
      if (each != null) {
        each.close();
      }
    }
    aliveOne = null;
    aliveOther = null;
    CONTENT.clear();
  }

  @BeforeEach
  void startThoseWhoAreNotAlive() throws Exception {
    one = alive(aliveOne, "one");
    aliveOne = one;
    other = alive(aliveOther, "other");
    aliveOther = other;
    Inbox.in(database.dataSource()).createSchema().open(group()).close();
  }

  private static MemberProcess alive(@Nullable MemberProcess known, String name) throws Exception {
    return known != null && known.isAlive() ? known : MemberProcess.start(data.resolve(name));
  }

  /** Each test's own: their engines know those of the tests before. */
  private String group() {
    return database.url().replaceAll(".*/(\\w+).*", "$1");
  }

  private static int partitionOf(String text) {
    return CONTENT.entrySet().stream()
        .filter(entry -> entry.getValue().contains(text))
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  /** The one handles message after message until it is at the place, and is stopped there. */
  private void stopOneAt(String place, TestDatabase through) throws Exception {
    one.begin(group(), place, 1, through);
    one.awaitLine("> waiting");
    one.stop();
  }

  @Test
  void theLockOfAStoppedProcessHoldsUpItsPartitionAloneAndItsCommitCounts() throws Exception {
    stopOneAt("in:" + PLACE, database);
    int stopped = partitionOf(PLACE);
    assertThat(freePartitions()).isEqualTo(allBut(stopped));
    List<String> before = linesOf(stopped);

    other.begin(group(), "nowhere", 10_000, impatient());
    other.awaitLine(lockTimeout());
    for (int free : allBut(stopped)) {
      awaitLines(free);
    }
    assertThat(linesOf(stopped)).as("nobody passes the lock").isEqualTo(before);
    assertThat(before).doesNotContain(PLACE);

    one.goOn();
    one.catchUp();
    other.catchUp();
    assertThat(one.hasSaid(FOLLOWED)).as("in what the other has done").isTrue();
    assertThat(other.hasSaid(FOLLOWED)).as("behind the one's commit").isTrue();
    assertEverythingOnce();
  }

  @Test
  void aZombieWhoseTransactionTheDatabaseHasEndedRollsBackAndFollows() throws Exception {
    stopOneAt("in:" + PLACE, watchful());

    other.begin(group(), "nowhere", 10_000, database);
    other.catchUp();
    assertEverythingOnce();

    one.goOn();
    one.catchUp();
    assertThat(one.hasSaid("the connection to")).as("its transaction was lost").isTrue();
    assertThat(one.hasSaid(FOLLOWED)).isTrue();
    assertEverythingOnce();
  }

  @Test
  void aZombieThatHeldNoLockFindsThePositionMovedAndDoesNothing() throws Exception {
    stopOneAt("before:" + PLACE, database);
    assertThat(freePartitions()).isEqualTo(CONTENT.keySet());

    other.begin(group(), "nowhere", 10_000, database);
    other.catchUp();
    assertEverythingOnce();

    one.goOn();
    one.catchUp();
    assertThat(one.hasSaid(FOLLOWED)).isTrue();
    assertEverythingOnce();
  }

  @Test
  void theLockOfAStoppedProcessIsGoneWhenItIsKilled() throws Exception {
    stopOneAt("in:" + PLACE, database);
    other.begin(group(), "nowhere", 10_000, impatient());
    other.awaitLine(lockTimeout());

    one.kill();
    other.catchUp();
    assertEverythingOnce();

    one = MemberProcess.start(data.resolve("one"));
    aliveOne = one;
    one.begin(group(), "nowhere", 10_000, database);
    one.catchUp();
    assertEverythingOnce();
  }

  private void assertEverythingOnce() {
    assertLedger(TEXTS);
    for (Map.Entry<Integer, List<String>> each : CONTENT.entrySet()) {
      assertThat(
              database.number(
                  "SELECT next_offset FROM waybill_position WHERE group_name = '"
                      + group()
                      + "' AND partition_number = "
                      + each.getKey()))
          .isEqualTo(each.getValue().size());
    }
  }

  private List<String> linesOf(int partition) {
    return ledger().stream().filter(CONTENT.get(partition)::contains).toList();
  }

  private void awaitLines(int partition) throws InterruptedException {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!linesOf(partition).equals(CONTENT.get(partition))) {
      assertThat(System.nanoTime()).as("the lines of " + partition).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private static Set<Integer> allBut(int partition) {
    Set<Integer> others = new HashSet<>(CONTENT.keySet());
    others.remove(partition);
    return others;
  }

  /** Those whose rows nobody holds. */
  private Set<Integer> freePartitions() throws Exception {
    Set<Integer> free = new HashSet<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT partition_number FROM waybill_position WHERE group_name = '"
                    + group()
                    + "' FOR UPDATE SKIP LOCKED")) {
      while (rows.next()) {
        free.add(rows.getInt(1));
      }
    }
    return free;
  }
}
