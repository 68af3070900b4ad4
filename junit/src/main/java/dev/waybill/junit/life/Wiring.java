package dev.waybill.junit.life;

import dev.waybill.BatchHandler;
import dev.waybill.DeduplicationStore;
import dev.waybill.Delivery;
import dev.waybill.DeliveryHandler;
import dev.waybill.Handler;
import dev.waybill.Subscribe;
import dev.waybill.Topic;
import dev.waybill.TransactionalBatchHandler;
import dev.waybill.TransactionalDeliveryHandler;
import dev.waybill.TransactionalHandler;
import dev.waybill.Waybill;
import dev.waybill.effect.EffectStore;
import dev.waybill.error.UnsupportedException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the user's subscription and the runtime: every call goes through as it is, and
 * what the user hands over (handlers, stores) is swapped for the same with our fingers in it.
 *
 * <pre>
 *   waybill.subscribe(topic).group("payment").exactlyOnce(store).handle(handler)
 *                              │                            │             └► Life.handle
 *                              └ its own name per test      └► LifeStore
 * </pre>
 */
final class Wiring implements InvocationHandler {

  private static final List<Class<?>> STAGES =
      List.of(
          Subscribe.class,
          Subscribe.InGroup.class,
          Subscribe.AtMostOnce.class,
          Subscribe.AtLeastOnce.class,
          Subscribe.InStore.class);

  private final Object target;
  private final Life life;

  private Wiring(Object target, Life life) {
    this.target = target;
    this.life = life;
  }

  static Waybill waybill(Waybill real, Life life) {
    return (Waybill) around(Waybill.class, real, life);
  }

  private static Object around(Class<?> type, Object target, Life life) {
    return Proxy.newProxyInstance(
        Wiring.class.getClassLoader(), new Class<?>[] {type}, new Wiring(target, life));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given)
      throws Throwable {
    Object[] arguments = given == null ? new Object[0] : given.clone();
    if (method.getDeclaringClass() == Object.class) {
      return call(method, arguments);
    }
    note(method, arguments);
    Class<?>[] types = method.getParameterTypes();
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = swapped(types[i], arguments[i]);
    }
    Object result = call(method, arguments);
    boolean elsewhere =
        method.getDeclaringClass() == Waybill.class
            && !(method.getName().equals("subscribe")
                && ((Topic<?>) arguments[0]).name().equals(life.world().topic()));
    return elsewhere ? result : wired(result);
  }

  private @Nullable Object call(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      Throwable thrown = e.getCause();
      throw thrown == null ? e : thrown;
    }
  }

  private @Nullable Object wired(@Nullable Object result) {
    for (Class<?> stage : STAGES) {
      if (stage.isInstance(result)) {
        return around(stage, result, life);
      }
    }
    return result;
  }

  // ---- what the user says ---------------------------------------------------------------------

  private void note(Method method, Object[] arguments) {
    switch (method.getName()) {
      case "broadcast" ->
          throw unsupported("a broadcast, which promises nothing", "join a group with group(…)");
      case "atMostOnce" -> life.mode(Mode.BEFORE_HANDLER);
      case "atLeastOnce" -> life.mode(Mode.AFTER_HANDLER);
      case "exactlyOnce" -> {
        if (arguments.length == 0) {
          throw unsupported(
              "outputs into topics, which have no effects of the handler's own",
              "test the processor's outputs by themselves: Waybill's own tests cover the rest");
        }
        life.mode(Mode.WITH_EFFECTS);
      }
      case "publishedOnce" -> life.saysPublishedOnce();
      default -> {
        // An option, which the real one knows.
      }
    }
  }

  private static UnsupportedException unsupported(String found, String instead) {
    return new UnsupportedException(
        "expected a handler with effects of its own in a group, found "
            + found
            + "; nothing was tested: "
            + instead);
  }

  // ---- what the user hands over ---------------------------------------------------------------

  @SuppressWarnings("unchecked")
  private Object swapped(Class<?> declared, Object argument) {
    if (declared == String.class && target instanceof Subscribe<?>) {
      return life.world().groupOf((String) argument);
    }
    if (declared == EffectStore.class) {
      return new LifeStore<>((EffectStore<Object>) argument, life);
    }
    if (declared == DeduplicationStore.class) {
      return LifeDeduplication.of((DeduplicationStore) argument, life);
    }
    return handler(declared, argument);
  }

  @SuppressWarnings("unchecked")
  private Object handler(Class<?> declared, Object argument) {
    if (declared == Handler.class) {
      Handler<Object> user = (Handler<Object>) argument;
      return (Handler<Object>) m -> life.handle(idOf(m), () -> user.handle(m));
    }
    if (declared == DeliveryHandler.class) {
      DeliveryHandler<Object> user = (DeliveryHandler<Object>) argument;
      return (DeliveryHandler<Object>) d -> life.handle(idOf(d.message()), () -> user.handle(d));
    }
    if (declared == BatchHandler.class) {
      BatchHandler<Object> user = (BatchHandler<Object>) argument;
      return (BatchHandler<Object>) b -> life.handle(idsOf(b), () -> user.handle(b));
    }
    if (declared == TransactionalHandler.class) {
      TransactionalHandler<Object, Object> user = (TransactionalHandler<Object, Object>) argument;
      return (TransactionalHandler<Object, Object>)
          (m, tx) -> life.handle(idOf(m), () -> user.handle(m, tx));
    }
    if (declared == TransactionalDeliveryHandler.class) {
      TransactionalDeliveryHandler<Object, Object> user =
          (TransactionalDeliveryHandler<Object, Object>) argument;
      return (TransactionalDeliveryHandler<Object, Object>)
          (d, tx) -> life.handle(idOf(d.message()), () -> user.handle(d, tx));
    }
    if (declared == TransactionalBatchHandler.class) {
      TransactionalBatchHandler<Object, Object> user =
          (TransactionalBatchHandler<Object, Object>) argument;
      return (TransactionalBatchHandler<Object, Object>)
          (b, tx) -> life.handle(idsOf(b), () -> user.handle(b, tx));
    }
    return argument;
  }

  private List<String> idOf(Object message) {
    return List.of(life.world().idOf(message));
  }

  private List<String> idsOf(List<Delivery<Object>> batch) {
    return batch.stream().map(delivery -> life.world().idOf(delivery.message())).toList();
  }
}
