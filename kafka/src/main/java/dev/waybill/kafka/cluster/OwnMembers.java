package dev.waybill.kafka.cluster;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ids of the group members that were opened through here and are not closed: the cluster does not
 * know which of its clients is who asks. Thread-safe.
 */
public final class OwnMembers {

  private final Set<String> ids = ConcurrentHashMap.newKeySet();

  OwnMembers() {}

  /** Said again whenever the id changes, as it does when a member of a classic group rejoins. */
  public void add(String id) {
    ids.add(id);
  }

  /** It left, or is somebody else now. */
  public void remove(String id) {
    ids.remove(id);
  }

  public boolean contains(String id) {
    return ids.contains(id);
  }
}
