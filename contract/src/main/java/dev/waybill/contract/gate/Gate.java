package dev.waybill.contract.gate;

import dev.waybill.contract.subject.EngineHolder;
import dev.waybill.contract.table.Ledger;
import dev.waybill.contract.table.Row;
import dev.waybill.contract.table.Sentence;
import dev.waybill.engine.Capabilities;
import dev.waybill.engine.Capability;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Runs a behaviour, or has the engine refuse what it needs; writes down how it ended. */
public final class Gate implements InvocationInterceptor {

  private static final int LONGEST_REASON = 500;

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext context)
      throws Throwable {
    EngineHolder holder = (EngineHolder) context.getRequiredTestInstance();
    Ledger ledger = Ledger.of(context, holder.underTest().name());
    String suite = Sentence.suite(holder.getClass());
    String behaviour = Sentence.of(called.getExecutable().getName());
    try {
      List<Refusal> refusals = refusals(holder, called.getExecutable());
      if (refusals.isEmpty()) {
        invocation.proceed();
        ledger.write(new Row(suite, behaviour, Row.Outcome.KEPT, ""));
      } else {
        invocation.skip();
        List<String> why = new ArrayList<>();
        for (Refusal refusal : refusals) {
          why.add(refusal.demand(holder));
        }
        ledger.write(new Row(suite, behaviour, Row.Outcome.REFUSED, String.join("; ", why)));
      }
    } catch (Throwable failure) {
      ledger.write(new Row(suite, behaviour, Row.Outcome.BROKEN, told(failure)));
      throw failure;
    }
  }

  private static List<Refusal> refusals(EngineHolder holder, Method behaviour) {
    Capabilities engine = holder.engine().capabilities();
    return declared(holder.getClass(), behaviour).stream()
        .flatMap(needs -> missing(needs, engine, holder.underTest().severalAtOnce()))
        .distinct()
        .toList();
  }

  /** Of the behaviour, its suite and what that extends: all of it holds. */
  private static List<Needs> declared(Class<?> suite, Method behaviour) {
    List<Needs> declared = new ArrayList<>();
    Optional.ofNullable(behaviour.getAnnotation(Needs.class)).ifPresent(declared::add);
    for (Class<?> type = suite; type != null; type = type.getSuperclass()) {
      Optional.ofNullable(type.getDeclaredAnnotation(Needs.class)).ifPresent(declared::add);
    }
    return declared;
  }

  private static Stream<Refusal> missing(Needs needs, Capabilities engine, boolean several) {
    List<Refusal> missing = new ArrayList<>();
    for (Capability one : needs.value()) {
      if (!engine.can(one)) {
        missing.add(new RefusedCapability(one));
      }
    }
    if (needs.anyOf().length > 0 && Stream.of(needs.anyOf()).noneMatch(engine::can)) {
      missing.add(new RefusedCapability(needs.anyOf()[0]));
    }
    if (needs.severalEngines() && !several) {
      missing.add(new RefusedSecondEngine());
    }
    return missing.stream();
  }

  private static String told(Throwable failure) {
    String text = failure.getClass().getSimpleName() + ": " + failure.getMessage();
    return text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) + " …" : text;
  }
}
