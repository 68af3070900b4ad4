package dev.waybill.effect;

import java.time.Duration;

/**
 * A database that keeps handlers' effects and their groups' positions, and commits both together.
 * Thread-safe.
 *
 * @param <X> what a handler is given to write through
 */
public interface EffectStore<X> {

  /** What it is, for messages and explanations: {@code PostgreSQL}, for instance. No secrets. */
  String name();

  /** How long message ids are remembered after their message was handled, by its own clock. */
  Duration idRetention();

  /**
   * A group's part of the store.
   *
   * @throws dev.waybill.error.RejectedException what it keeps positions in is missing, or older
   *     than this version needs; nothing was changed
   * @throws dev.waybill.error.RetriableException it cannot be reached now
   */
  EffectSession<X> open(String group);
}
