package dev.waybill.verifier.check;

import dev.waybill.Guarantee;
import java.util.LinkedHashSet;
import java.util.Set;

/** A process: whatever publishes, consumes, serves or breaks. */
final class Actor {
  static final Actor NOBODY = new Actor("", Guarantee.AT_LEAST_ONCE, 0);

  final String name;

  /** What it promises as a publisher. */
  final Guarantee guarantee;

  /** Another one after every crash. */
  int life;

  /** It publishes or consumes; whoever does neither is a broker, a database or an injector. */
  boolean client;

  long crashed = -1;

  /** What it was ever assigned. */
  final Set<GroupLog> logs = new LinkedHashSet<>();

  Actor(String name, Guarantee guarantee, int life) {
    this.name = name;
    this.guarantee = guarantee;
    this.life = life;
  }
}
