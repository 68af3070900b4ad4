package dev.waybill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Explanation;
import dev.waybill.Waybill;
import dev.waybill.cli.chain.Engines;
import dev.waybill.cli.chain.OrdersPipeline;
import dev.waybill.orders.database.DatabaseAddress;
import dev.waybill.orders.database.DatabaseBooks;
import dev.waybill.orders.database.RunDatabase;
import dev.waybill.orders.pipeline.Books;
import dev.waybill.orders.pipeline.OrderGenerator;
import dev.waybill.orders.pipeline.OrderIntake;
import dev.waybill.orders.pipeline.OrderServices;
import dev.waybill.orders.pipeline.Pace;
import dev.waybill.orders.pipeline.PipelineListener;
import dev.waybill.orders.pipeline.Shop;
import dev.waybill.orders.pipeline.TopicBooks;
import dev.waybill.runtime.explain.Explainer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code waybill explain} says of the orders pipeline is what its running services promise.
 */
class PipelineExplanationTest {

  @TempDir private Path directory;

  @Test
  void theExplainedPipelineIsTheOneThatRuns() throws IOException, InterruptedException {
    assertExplained(explanationOfARunningShop(new TopicBooks(Shop.only())), false);
  }

  @Test
  void theExplainedPipelineOnADatabaseIsTheOneThatRuns() throws Exception {
    DatabaseAddress address =
        new DatabaseAddress("jdbc:h2:file:" + directory.resolve("shop").toAbsolutePath());
    try (RunDatabase database = RunDatabase.at(address, "1");
        Books books = DatabaseBooks.open(database.tables())) {
      assertExplained(explanationOfARunningShop(books), true);
    }
  }

  private static void assertExplained(Explanation running, boolean database) {
    Explanation declared =
        Explainer.explain(
            Engines.EMBEDDED, OrdersPipeline.publishers(), OrdersPipeline.consumers(database));

    assertThat(running.chains())
        .filteredOn(chain -> chain.name().startsWith(Shop.only().orders().name()))
        .containsExactlyInAnyOrderElementsOf(declared.chains());
    assertThat(running.assumptions()).isEqualTo(declared.assumptions());
  }

  /** Asked for while the intake's session and all four services are open. */
  private Explanation explanationOfARunningShop(Books books)
      throws IOException, InterruptedException {
    AtomicReference<Explanation> explained = new AtomicReference<>();
    try (Waybill waybill = Waybill.open("embedded:" + directory.resolve("data"))) {
      PipelineListener atFirstOrder =
          new PipelineListener() {
            @Override
            public void acknowledged(long first, long last) {
              explained.set(waybill.explain());
            }
          };
      try (OrderServices services =
          new OrderServices(
              waybill,
              Shop.only(),
              books,
              directory,
              1,
              InstantSource.system(),
              PipelineListener.NONE)) {
        new OrderIntake(waybill, Shop.only(), new OrderGenerator(1), atFirstOrder)
            .publishUpTo(1, Pace.ordersPerSecond(1));
        services.awaitCaughtUp();
      }
    }
    assertThat(explained.get()).isNotNull();
    return explained.get();
  }
}
