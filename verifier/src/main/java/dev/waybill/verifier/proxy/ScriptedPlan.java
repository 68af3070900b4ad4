package dev.waybill.verifier.proxy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.common.protocol.ApiKeys;

/** Strikes what it is told to, once each, and lets everything else pass. Thread-safe. */
public final class ScriptedPlan implements FaultPlan {

  private record Rule(Predicate<Request> strikes, Fate fate) {}

  private final List<Rule> rules = new ArrayList<>();

  /** The next request of that kind by that client meets that fate. */
  public void strikeNext(String client, ApiKeys api, Fate fate) {
    strikeNext(request -> request.is(api) && request.client().equals(client), fate);
  }

  /** The next request like that meets that fate. */
  public synchronized void strikeNext(Predicate<Request> like, Fate fate) {
    rules.add(new Rule(like, fate));
  }

  /** The next request of that kind by that client waits. */
  public Held holdNext(String client, ApiKeys api) {
    Held held = new Held();
    strikeNext(client, api, new Fate.Hold(held));
    return held;
  }

  /** Forgets what has not struck. */
  public synchronized void clear() {
    rules.clear();
  }

  @Override
  public synchronized Fate fateOf(Request request) {
    for (Iterator<Rule> each = rules.iterator(); each.hasNext(); ) {
      Rule rule = each.next();
      if (rule.strikes().test(request)) {
        each.remove();
        return rule.fate();
      }
    }
    return new Fate.Pass();
  }
}
