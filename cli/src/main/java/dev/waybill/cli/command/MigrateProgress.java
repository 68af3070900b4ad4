package dev.waybill.cli.command;

import dev.waybill.cli.terminal.ProgressLine;
import dev.waybill.cli.terminal.StopSignal;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.runtime.migrate.MigrationListener;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A bar for each step of a migration, and Ctrl-C for its end. One thread, the migration's. */
final class MigrateProgress implements MigrationListener, AutoCloseable {
  private final Terminal terminal;
  private final StopSignal stop;
  private @Nullable ProgressLine line;

  MigrateProgress(Terminal terminal, StopSignal stop) {
    this.terminal = terminal;
    this.stop = stop;
  }

  @Override
  public void begin(Phase phase, long total) {
    close();
    String verb = phase.name().toLowerCase(Locale.ROOT);
    line = ProgressLine.of(terminal, verb, OptionalLong.of(total));
  }

  @Override
  public void at(Phase phase, long done) {
    if (line != null) {
      line.at(done, done);
    }
  }

  @Override
  public boolean isStopRequested() {
    return stop.isRequested();
  }

  @Override
  public void close() {
    if (line != null) {
      line.close();
      line = null;
    }
  }
}
