package dev.waybill.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.Subscription;
import dev.waybill.Waybill;
import dev.waybill.jdbc.database.TestDatabase;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A process with an engine of its own, which its parent tells what to do, line by line.
 *
 * <pre>
 *   begin GROUP PLACE BATCH URL USER PASSWORD   subscribes anew; PLACE is where to wait, once:
 *                                         in:TEXT      after its effect, before its commit
 *                                         before:TEXT  before the transaction that follows it
 *                                         nowhere
 *                    ──► "waiting"        there; the parent says "go"
 *   catch-up         ──► "caught up", or why not
 * </pre>
 *
 * <p>What the library logs is printed, too. It ends with its input.
 */
final class GroupMember {

  private final Waybill waybill;
  private final Semaphore go = new Semaphore(0);

  /** Where to wait next. */
  private volatile String place = "nowhere";

  private @Nullable Subscription subscription;

  private GroupMember(Waybill waybill) {
    this.waybill = waybill;
  }

  public static void main(String[] arguments) throws Exception {
    GroupMember member = new GroupMember(Waybill.open("embedded:" + arguments[0]));
    say("ready");
    BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line; (line = orders.readLine()) != null; ) {
      member.obey(line.split(" ", -1));
    }
    Runtime.getRuntime().halt(0);
  }

  private static void say(String line) {
    System.out.println("> " + line);
  }

  private void obey(String[] words) {
    switch (words[0]) {
      case "begin" -> begin(words);
      case "go" -> go.release();
      case "catch-up" -> catchUp();
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  private void begin(String[] words) {
    if (subscription != null) {
      subscription.close();
    }
    place = words[2];
    DataSource database = new TestDatabase(words[4], words[5], words[6]).dataSource();
    subscription =
        waybill
            .subscribe(PipelineFixture.ORDERS)
            .group(words[1])
            .exactlyOnce(Inbox.in(waitingBefore(database)))
            .maxBatch(Integer.parseInt(words[3]))
            .handle(this::handle);
  }

  private void handle(String text, DatabaseTransaction transaction) throws Exception {
    PipelineFixture.write(transaction, text);
    if (place.equals("before:" + text)) {
      place = "before";
    } else {
      waitAt("in:" + text);
    }
  }

  private DataSource waitingBefore(DataSource database) {
    return (DataSource)
        Proxy.newProxyInstance(
            GroupMember.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getConnection")) {
                waitAt("before");
              }
              try {
                return method.invoke(database, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void waitAt(String here) throws InterruptedException {
    if (place.equals(here)) {
      place = "nowhere";
      say("waiting");
      go.acquire();
    }
  }

  private void catchUp() {
    Subscription mine = subscription;
    if (mine == null) {
      throw new IllegalStateException("nothing was begun");
    }
    say(
        mine.awaitCaughtUp(PipelineFixture.LONG)
            ? "caught up"
            : "stuck: " + mine.state() + " " + mine.counts() + " " + mine.failure());
  }
}
