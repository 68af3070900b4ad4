package dev.waybill.kafka.migrate;

import dev.waybill.embedded.EmbeddedProvider;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineUrl;
import dev.waybill.kafka.Served;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An engine, and the server it needs. */
record Place(Engine engine, @Nullable Served server) implements AutoCloseable {

  /**
   * @param kind {@code embedded}, or {@code kafka} on a server of our own
   */
  static Place open(String kind, Path directory) throws IOException {
    if (kind.equals("embedded")) {
      return new Place(new EmbeddedProvider().open(directory.toString(), Map.of()), null);
    }
    Served server = Served.on(directory);
    return new Place(EngineUrl.parse(server.url()).open(Map.of()), server);
  }

  @Override
  public void close() {
    engine.close();
    if (server != null) {
      server.close();
    }
  }
}
