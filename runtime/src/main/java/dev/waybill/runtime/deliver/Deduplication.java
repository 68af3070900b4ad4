package dev.waybill.runtime.deliver;

import dev.waybill.DeduplicationStore;
import dev.waybill.DeduplicationStore.Claim;
import dev.waybill.message.StoredMessage;
import dev.waybill.runtime.topic.WaybillHeaders;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A group's use of a store. Thread-safe. A message without an id is always handled.
 *
 * <p>Claims whose end is in the application's hands are remembered, so that they are released when
 * the partition goes away: its next owner could not handle the message otherwise.
 */
final class Deduplication {

  private final DeduplicationStore store;
  private final String group;
  private final Map<String, Track> claimed = new ConcurrentHashMap<>();

  Deduplication(DeduplicationStore store, String group) {
    this.store = store;
    this.group = group;
  }

  Claim claim(Track track, StoredMessage message) {
    Optional<String> id = id(message);
    if (id.isEmpty()) {
      return Claim.GRANTED;
    }
    Claim claim = store.claim(group, id.get());
    if (claim == Claim.GRANTED) {
      claimed.put(id.get(), track);
    }
    return claim;
  }

  void complete(StoredMessage message) {
    id(message)
        .ifPresent(
            id -> {
              store.complete(group, id);
              claimed.remove(id);
            });
  }

  void release(StoredMessage message) {
    id(message)
        .ifPresent(
            id -> {
              claimed.remove(id);
              store.release(group, id);
            });
  }

  /** Releases what is still claimed for that partition. */
  void releaseAll(Track track) {
    claimed.forEach(
        (id, owner) -> {
          if (owner == track && claimed.remove(id, owner)) {
            store.release(group, id);
          }
        });
  }

  private static Optional<String> id(StoredMessage message) {
    return message.headers().isEmpty()
        ? Optional.empty()
        : message.headers().text(WaybillHeaders.ID);
  }
}
