package dev.waybill.orders.database;

import dev.waybill.error.RejectedException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a user's database cannot be used, and what to do about it. Nothing here tells a password. */
final class Refusals {

  /** SQL states that begin so: user or password are wrong. */
  private static final String NOT_AUTHORIZED = "28";

  /** Chains of causes are short; one that is not has been tied to itself. */
  private static final int LONGEST_CHAIN = 16;

  private Refusals() {}

  static RejectedException noConnection(DatabaseAddress address, SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return state.startsWith(NOT_AUTHORIZED)
        ? new RejectedException(
            "expected a user and a password that "
                + address
                + " accepts, found: "
                + reason(address, failure)
                + "; nothing was run. Name them in the URL, with the driver's parameters user and"
                + " password",
            failure)
        : new RejectedException(
            "expected a database that can be connected to, found "
                + address
                + ": "
                + reason(address, failure)
                + "; nothing was run. Start it, or correct the URL",
            failure);
  }

  static RejectedException noTables(DatabaseAddress address, SQLException failure) {
    return new RejectedException(
        "expected a database in which tables may be created, found "
            + address
            + ": "
            + reason(address, failure)
            + "; nothing was run. Let its user create and drop tables, or name another",
        failure);
  }

  static RejectedException notShared(DatabaseAddress address, SQLException failure) {
    return new RejectedException(
        "expected a database that other processes can open, since the pipeline runs in one, found "
            + address
            + ": what one connection has committed there the next one does not find ("
            + reason(address, failure)
            + "); nothing was run. Name a file or a server",
        failure);
  }

  /** What the driver says, and what it keeps to itself: that a host is unknown, for instance. */
  private static String reason(DatabaseAddress address, SQLException failure) {
    List<String> said = new ArrayList<>();
    @Nullable Throwable cause = failure;
    for (int i = 0; cause != null && i < LONGEST_CHAIN; i++) {
      String message = cause.getMessage();
      String text =
          cause instanceof SQLException && message != null
              ? message
              : cause.getClass().getSimpleName() + (message == null ? "" : " " + message);
      if (said.stream().noneMatch(before -> message != null && before.contains(message))) {
        said.add(text.strip().replaceAll("\\.$", ""));
      }
      cause = cause.getCause();
    }
    return String.join(": ", said).replace(address.text(), address.toString());
  }
}
