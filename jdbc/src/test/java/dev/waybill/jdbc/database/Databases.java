package dev.waybill.jdbc.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** The kinds of database that the contracts are held against. */
public enum Databases {
  POSTGRESQL {
    @Override
    public TestDatabase create() {
      return PostgreSqlServer.shared().createDatabase(nextName());
    }

    @Override
    public MortalServer mortalServer() {
      return PostgreSqlServer.mortal();
    }
  },
  MARIADB {
    @Override
    public TestDatabase create() {
      return MariaDbServer.shared().createDatabase(nextName());
    }

    @Override
    public MortalServer mortalServer() {
      return MariaDbServer.mortal();
    }
  },
  H2 {
    @Override
    public TestDatabase create() {
      String url = "jdbc:h2:mem:" + nextName() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000";
      return new TestDatabase(url, "sa", "");
    }
  },
  SQLITE {
    @Override
    public TestDatabase create() {
      try {
        Path directory = Files.createDirectories(Path.of("target", "sqlite"));
        Path file = Files.createTempFile(directory, nextName(), ".db");
        file.toFile().deleteOnExit();
        return new TestDatabase("jdbc:sqlite:" + file + "?busy_timeout=10000", "", "");
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  };

  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** A new, empty database; skips the test, with the reason, where its server cannot be had. */
  public abstract TestDatabase create();

  /** The one that this JVM's tests may kill, alive; {@link #create} is of another one. */
  public MortalServer mortalServer() {
    throw new UnsupportedOperationException(this + " has no server");
  }

  /** The name of a database that is not there yet. */
  public static String nextName() {
    return "test" + NUMBER.incrementAndGet();
  }
}
