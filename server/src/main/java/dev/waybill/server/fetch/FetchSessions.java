package dev.waybill.server.fetch;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.requests.FetchMetadata;

/**
 * The fetch sessions that are remembered. When there are too many, the one not used for longest is
 * forgotten: its client is told so, and sends everything once more. Thread-safe.
 */
public final class FetchSessions {
  private final int max;

  /** In the order of their last use. */
  private final Map<Integer, FetchSession> byId = new LinkedHashMap<>(16, 0.75f, true);

  public FetchSessions(int max) {
    this.max = max;
  }

  synchronized Optional<FetchSession> find(int id) {
    return Optional.ofNullable(byId.get(id));
  }

  synchronized FetchSession open(boolean byTopicId, Collection<Wanted> wanted) {
    int id = newId();
    FetchSession session = new FetchSession(id, byTopicId, wanted);
    byId.put(id, session);
    if (byId.size() > max) {
      Iterator<FetchSession> leastUsed = byId.values().iterator();
      leastUsed.next();
      leastUsed.remove();
    }
    return session;
  }

  synchronized void close(int id) {
    byId.remove(id);
  }

  /** Drawn, so that no client names another's by counting. */
  private int newId() {
    int id;
    do {
      id = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    } while (id == FetchMetadata.INVALID_SESSION_ID || byId.containsKey(id));
    return id;
  }
}
