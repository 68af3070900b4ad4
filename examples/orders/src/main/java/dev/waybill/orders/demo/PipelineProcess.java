package dev.waybill.orders.demo;

import dev.waybill.Waybill;
import dev.waybill.error.FencedException;
import dev.waybill.orders.database.DatabaseBooks;
import dev.waybill.orders.demo.Signal.Word;
import dev.waybill.orders.pipeline.Books;
import dev.waybill.orders.pipeline.LineFile;
import dev.waybill.orders.pipeline.OrderGenerator;
import dev.waybill.orders.pipeline.OrderIntake;
import dev.waybill.orders.pipeline.OrderServices;
import dev.waybill.orders.pipeline.Pace;
import dev.waybill.orders.pipeline.Shop;
import dev.waybill.orders.pipeline.TopicBooks;
import java.time.InstantSource;
import java.util.List;

/** The child: one life of the pipeline, from opening its data to the last order or its death. */
public final class PipelineProcess {

  /** Another life has taken this one's place, and this one was told. */
  static final int FENCED = 4;

  private PipelineProcess() {}

  /** Started by {@link OrdersDemo} only. */
  public static void main(String[] args) throws Exception {
    ChildSettings settings = ChildSettings.parse(List.of(args), System.getenv());
    try (LineFile deliveries = LineFile.open(RunDirectory.deliveries(settings.directory()))) {
      run(settings, deliveries);
    } catch (FencedException e) {
      System.err.println("waybill demo: run " + settings.run() + " was succeeded: " + e);
      System.exit(FENCED);
    }
  }

  private static void run(ChildSettings settings, LineFile deliveries) throws Exception {
    InstantSource clock = InstantSource.system();
    SignalOutput parent = new SignalOutput();
    Witness witness = new Witness(settings, deliveries, parent, clock);
    ParentOrders.obey(witness);
    Shop shop = Shop.prefixed(settings.prefix());
    parent.say(Signal.of(Word.OPENING));
    try (Waybill waybill = Waybill.open(settings.url());
        Books books = books(settings, shop)) {
      parent.say(Signal.of(Word.OPENED));
      try (OrderServices services =
          new OrderServices(
              waybill, shop, books, settings.directory(), settings.run(), clock, witness)) {
        new OrderIntake(waybill, shop, new OrderGenerator(settings.seed()), witness)
            .publishUpTo(settings.orders(), Pace.ordersPerSecond(settings.ordersPerSecond()));
        witness.intakeEnded();
        services.awaitCaughtUp();
      }
    }
    parent.say(Signal.of(Word.DRAINED));
  }

  private static Books books(ChildSettings settings, Shop shop) {
    return settings.tables().<Books>map(DatabaseBooks::open).orElseGet(() -> new TopicBooks(shop));
  }
}
