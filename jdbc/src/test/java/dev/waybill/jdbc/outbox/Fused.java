package dev.waybill.jdbc.outbox;

import dev.waybill.admin.Topics;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineTransactions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Set;
import javax.sql.DataSource;

/** What a process sees of the outside world, with a fuse in every call that matters. */
final class Fused {

  private static final Set<Class<?>> WRAPPED =
      Set.of(EngineTransactions.class, Topics.class, Connection.class, PreparedStatement.class);

  /** Calls of the process upon itself, or that say nothing. */
  private static final Set<String> FREE =
      Set.of(
          "name",
          "capabilities",
          "cautions",
          "topics",
          "groups",
          "setInt",
          "setLong",
          "setString",
          "setBytes",
          "setNull",
          "getMetaData",
          "getAutoCommit",
          "setAutoCommit",
          "getTransactionIsolation",
          "setTransactionIsolation",
          "isClosed",
          "toString",
          "hashCode");

  private Fused() {}

  /** The engine; closing it closes nothing, as death would. */
  static Engine engine(Engine engine, Fuse fuse) {
    return wrap(Engine.class, engine, fuse);
  }

  static DataSource dataSource(DataSource dataSource, Fuse fuse) {
    return wrap(DataSource.class, dataSource, fuse);
  }

  private static <T> T wrap(Class<T> type, Object target, Fuse fuse) {
    return type.cast(
        Proxy.newProxyInstance(
            Fused.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              String call = type.getSimpleName() + "." + method.getName();
              if (type == Engine.class && method.getName().equals("close")) {
                return null;
              }
              boolean free = FREE.contains(method.getName());
              if (!free) {
                fuse.before(call);
              }
              Object result;
              try {
                result = method.invoke(target, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (!free) {
                fuse.after(call);
              }
              return result != null && WRAPPED.contains(method.getReturnType())
                  ? wrap(method.getReturnType(), result, fuse)
                  : result;
            }));
  }
}
