package dev.waybill.verifier.table;

import dev.waybill.Guarantee;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.codec.Codecs;
import dev.waybill.jdbc.Inbox;
import java.sql.Connection;
import javax.sql.DataSource;

/** Handlers that write one row for a message, under each guarantee, on Waybill's own loops. */
final class Effects {

  /** Around the handler's effect. */
  interface Hook {
    void before(String group, int message) throws InterruptedException;

    void after(String group, int message) throws InterruptedException;
  }

  /** Nothing happens. */
  static final Hook UNDISTURBED =
      new Hook() {
        @Override
        public void before(String group, int message) {}

        @Override
        public void after(String group, int message) {}
      };

  private Effects() {}

  static Topic<String> topic(String name) {
    return Topic.named(name).of(Codecs.string()).id(message -> message).partitions(1);
  }

  static Subscription subscribe(
      Waybill waybill,
      String topic,
      String group,
      Guarantee guarantee,
      DataSource database,
      Hook hook) {
    var in = waybill.subscribe(topic(topic)).group(group);
    return switch (guarantee) {
      case AT_MOST_ONCE ->
          in.atMostOnce().maxBatch(1).handle(message -> write(database, group, message, hook));
      case AT_LEAST_ONCE ->
          in.atLeastOnce().handle(message -> write(database, group, message, hook));
      case EXACTLY_ONCE ->
          in.exactlyOnce(Inbox.in(database).createSchema())
              .handle(
                  (message, transaction) -> {
                    int number = Integer.parseInt(message);
                    hook.before(group, number);
                    EffectDatabase.write(transaction.connection(), group, number);
                    hook.after(group, number);
                  });
    };
  }

  private static void write(DataSource database, String group, String message, Hook hook)
      throws Exception {
    int number = Integer.parseInt(message);
    hook.before(group, number);
    try (Connection connection = database.getConnection()) {
      EffectDatabase.write(connection, group, number);
    }
    hook.after(group, number);
  }
}
