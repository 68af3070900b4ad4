package dev.waybill.jdbc.connection;

import dev.waybill.effect.Outgoing;
import dev.waybill.error.RejectedException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection as a handler gets it: everything but what ends the transaction, or changes what a
 * name or a statement means behind it. One thread at a time.
 *
 * <pre>
 *   commit, rollback(), close, abort, setAutoCommit(true), setReadOnly(true),
 *   setTransactionIsolation, setCatalog, setSchema, setHoldability          ─► RejectedException
 *   setSavepoint, rollback(savepoint), releaseSavepoint, unwrap, the rest   ─► the connection
 *   anything after the transaction                                          ─► RejectedException
 * </pre>
 *
 * <p>Its statements give it as their connection, and are closed with it. A result set's statement
 * and what is unwrapped are not guarded; that a transaction was ended through them is found out by
 * its {@link dev.waybill.jdbc.dialect.TransactionMark}.
 */
public final class Guard {

  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

  private static final Set<String> REFUSED =
      Set.of(
          "commit",
          "close",
          "abort",
          "setTransactionIsolation",
          "setCatalog",
          "setSchema",
          "setHoldability");

  /** These use nothing. */
  private static final Set<String> ASKING =
      Set.of("isClosed", "isWrapperFor", "getAutoCommit", "setAutoCommit", "setReadOnly");

  /** More than these tell nothing new. */
  private static final int MOST_FAILURES = 100;

  /** What happens before each use by the handler. */
  @FunctionalInterface
  public interface Use {
    void begins() throws SQLException;
  }

  private final Connection target;
  private final Use use;
  private final Consumer<Outgoing> wrote;
  private final Connection guarded;
  private final Set<Statement> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<SQLException> failures = new ArrayList<>();
  private boolean ended;

  /**
   * @param wrote hears what the handler writes for a relay
   */
  public Guard(Connection target, Use use, Consumer<Outgoing> wrote) {
    this.target = target;
    this.use = use;
    this.wrote = wrote;
    this.guarded =
        (Connection)
            Proxy.newProxyInstance(
                Guard.class.getClassLoader(),
                new Class<?>[] {Connection.class, HandlersConnection.class},
                this::onConnection);
  }

  /** What the handler gets. */
  public Connection connection() {
    return guarded;
  }

  /** Failures of the database that the handler met, swallowed or not, in their order. */
  public List<SQLException> failures() {
    return List.copyOf(failures);
  }

  /** The transaction is over for the handler: its statements are closed, and nothing works more. */
  public void end() {
    if (ended) {
      return;
    }
    ended = true;
    for (Statement statement : open) {
      try {
        statement.close();
      } catch (SQLException e) {
        LOG.debug("A statement that a handler left open could not be closed", e);
      }
    }
    open.clear();
  }

  private @Nullable Object onConnection(Object self, Method method, Object @Nullable [] arguments)
      throws Throwable {
    String name = method.getName();
    if (method.getDeclaringClass() == Object.class) {
      return onObject(self, method, arguments, target);
    }
    if (ended) {
      return afterTheEnd(name);
    }
    if (method.getDeclaringClass() == HandlersConnection.class) {
      wrote.accept((Outgoing) Objects.requireNonNull(arguments)[0]);
      return null;
    }
    if (REFUSED.contains(name)
        || (name.equals("rollback") && arguments == null)
        || (name.equals("setAutoCommit") && isTrue(arguments))
        || (name.equals("setReadOnly") && isTrue(arguments))) {
      throw refused(method);
    }
    if (!ASKING.contains(name)) {
      use.begins();
    }
    return switch (name) {
      // They are false already, and asking the database to make them so is not free.
      case "setAutoCommit", "setReadOnly" -> null;
      case "unwrap" -> unwrap(self, method, arguments);
      case "createStatement" -> guarded(Statement.class, call(target, method, arguments));
      case "prepareStatement" -> guarded(PreparedStatement.class, call(target, method, arguments));
      case "prepareCall" -> guarded(CallableStatement.class, call(target, method, arguments));
      case "getMetaData" -> guarded(DatabaseMetaData.class, call(target, method, arguments));
      default -> call(target, method, arguments);
    };
  }

  private static @Nullable Object afterTheEnd(String method) {
    return switch (method) {
      case "isClosed" -> true;
      case "isValid" -> false;
      case "close" -> null;
      default ->
          throw new RejectedException(
              "expected a handler to use its connection until it returns, found a call of "
                  + method
                  + " after its transaction has ended; nothing was done. Do not keep the connection"
                  + " or hand it to another thread");
    };
  }

  private static RejectedException refused(Method method) {
    return new RejectedException(
        "expected a handler to leave its connection to Waybill, found a call of "
            + method.getName()
            + "; nothing was done. Waybill commits when the handler returns, and rolls back when it"
            + " throws; for a part of the transaction use setSavepoint and rollback(savepoint)");
  }

  private <T> T guarded(Class<T> type, @Nullable Object object) {
    if (object instanceof Statement statement) {
      open.add(statement);
    }
    return proxy(
        type,
        (self, method, arguments) -> {
          if (object == null || method.getDeclaringClass() == Object.class) {
            return onObject(self, method, arguments, object);
          }
          String name = method.getName();
          if (name.equals("getConnection")) {
            return guarded;
          }
          if (name.equals("close") && object instanceof Statement statement) {
            open.remove(statement);
          } else if (!ended && name.startsWith("execute")) {
            use.begins();
          }
          return name.equals("unwrap")
              ? unwrap(self, method, arguments, object)
              : call(object, method, arguments);
        });
  }

  private @Nullable Object unwrap(Object self, Method method, Object @Nullable [] arguments)
      throws Throwable {
    return unwrap(self, method, arguments, target);
  }

  private @Nullable Object unwrap(
      Object self, Method method, Object @Nullable [] arguments, Object of) throws Throwable {
    boolean isIt =
        arguments != null && arguments[0] instanceof Class<?> type && type.isInstance(self);
    return isIt ? self : call(of, method, arguments);
  }

  private @Nullable Object call(Object of, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(of, arguments);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof SQLException failure && failures.size() < MOST_FAILURES) {
        failures.add(failure);
      }
      throw cause;
    }
  }

  private static boolean isTrue(Object @Nullable [] arguments) {
    return arguments != null && Boolean.TRUE.equals(arguments[0]);
  }

  private static Object onObject(
      Object self, Method method, Object @Nullable [] arguments, @Nullable Object target) {
    return switch (method.getName()) {
      case "equals" -> arguments != null && self == arguments[0];
      case "hashCode" -> System.identityHashCode(self);
      default -> "guarded " + target;
    };
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(Guard.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
