package dev.waybill.cli.command;

import dev.waybill.verifier.crash.SuiteBudget;
import java.util.Locale;

/** How many of the disks that a power loss may leave {@code verify --crash-states} tries. */
public enum CrashDepth {
  QUICK,
  FULL;

  /** Reads {@code quick} or {@code full}. */
  public static CrashDepth parse(String text) {
    for (CrashDepth each : values()) {
      if (each.text().equals(text)) {
        return each;
      }
    }
    throw new IllegalArgumentException("expected quick or full, found '" + text + "'");
  }

  /** As it is typed. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  SuiteBudget budget() {
    return this == QUICK ? SuiteBudget.quick() : SuiteBudget.full();
  }
}
