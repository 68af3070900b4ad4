package dev.waybill.orders.demo;

import dev.waybill.Waybill;
import dev.waybill.orders.database.DatabaseBooks;
import dev.waybill.orders.demo.Signal.Word;
import dev.waybill.orders.pipeline.Books;
import dev.waybill.orders.pipeline.LineFile;
import dev.waybill.orders.pipeline.OrderGenerator;
import dev.waybill.orders.pipeline.OrderIntake;
import dev.waybill.orders.pipeline.OrderServices;
import dev.waybill.orders.pipeline.Pace;
import dev.waybill.orders.pipeline.TopicBooks;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.List;

/** The child: one life of the pipeline, from opening its data to the last order or its death. */
public final class PipelineProcess {

  private static final int ORPHANED = 3;

  private PipelineProcess() {}

  /** Started by {@link OrdersDemo} only. */
  public static void main(String[] args) throws Exception {
    dieWithParent();
    run(ChildSettings.parse(List.of(args), System.getenv()), new SignalOutput());
  }

  private static void run(ChildSettings settings, SignalOutput parent) throws Exception {
    InstantSource clock = InstantSource.system();
    parent.say(Signal.of(Word.OPENING));
    try (LineFile deliveries = LineFile.open(RunDirectory.deliveries(settings.directory()));
        Waybill waybill = Waybill.open("embedded:" + RunDirectory.data(settings.directory()));
        Books books = books(settings)) {
      parent.say(Signal.of(Word.OPENED));
      Witness witness = new Witness(settings, deliveries, parent, clock);
      try (OrderServices services =
          new OrderServices(waybill, books, settings.directory(), settings.run(), clock, witness)) {
        new OrderIntake(waybill, new OrderGenerator(settings.seed()), witness)
            .publishUpTo(settings.orders(), Pace.ordersPerSecond(settings.ordersPerSecond()));
        witness.intakeEnded();
        services.awaitCaughtUp();
      }
    }
    parent.say(Signal.of(Word.DRAINED));
  }

  private static Books books(ChildSettings settings) {
    return settings.tables().<Books>map(DatabaseBooks::open).orElseGet(TopicBooks::new);
  }

  /** The parent never writes to this process: its input ends when the parent does. */
  private static void dieWithParent() {
    Thread watch =
        new Thread(
            () -> {
              try {
                System.in.transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                System.err.println("waybill demo: the parent process is gone: " + e);
              }
              Runtime.getRuntime().halt(ORPHANED);
            },
            "watch-parent");
    watch.setDaemon(true);
    watch.start();
  }
}
