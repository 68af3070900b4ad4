package dev.waybill.runtime.migrate;

import dev.waybill.admin.TopicSettings;
import java.util.List;

/**
 * A topic that is to be moved.
 *
 * @param settings the source's
 * @param inTarget whether the target has a topic of that name
 * @param differences of its settings there, one sentence each
 * @param tracks one per partition, by its number
 */
record TopicPlan(
    String name,
    TopicSettings settings,
    boolean inTarget,
    List<String> differences,
    List<Track> tracks) {

  TopicPlan {
    differences = List.copyOf(differences);
    tracks = List.copyOf(tracks);
  }

  int partitions() {
    return tracks.size();
  }
}
