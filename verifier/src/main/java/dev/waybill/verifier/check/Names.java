package dev.waybill.verifier.check;

import dev.waybill.Guarantee;
import dev.waybill.verifier.history.Promises;
import dev.waybill.verifier.history.Promises.GroupPromise;
import dev.waybill.verifier.history.Promises.Order;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who and what a history names: each found by its name once, known by object and number after. */
final class Names {
  private static final GroupPromise UNDECLARED =
      new GroupPromise(Guarantee.AT_LEAST_ONCE, false, false, Order.NONE);
  static final GroupLog NO_LOG = new GroupLog(0, "", UNDECLARED, Place.NOWHERE);

  final List<Place> places = new ArrayList<>(List.of(Place.NOWHERE));
  final List<GroupLog> logs = new ArrayList<>(List.of(NO_LOG));

  private final Promises promises;
  private final Map<String, Actor> actors = new HashMap<>();
  private final List<Actor> lives = new ArrayList<>(List.of(Actor.NOBODY));
  private final Map<String, List<Place>> topics = new HashMap<>();
  private final Map<String, List<@Nullable GroupLog>> groups = new HashMap<>();

  Names(Promises promises) {
    this.promises = promises;
  }

  Actor actor(String name) {
    Actor known = actors.get(name);
    if (known == null) {
      Guarantee guarantee = promises.publishers().getOrDefault(name, Guarantee.AT_LEAST_ONCE);
      known = new Actor(name, guarantee, lives.size());
      actors.put(name, known);
      lives.add(known);
    }
    return known;
  }

  /** Whose life that is or was. */
  Actor living(int life) {
    return lives.get(life);
  }

  void reborn(Actor actor) {
    actor.life = lives.size();
    lives.add(actor);
  }

  Place place(String topic, int partition) {
    List<Place> known = topics.get(topic);
    if (known == null) {
      known = new ArrayList<>();
      topics.put(topic, known);
    }
    for (int i = 0; i < known.size(); i++) {
      if (known.get(i).partition == partition) {
        return known.get(i);
      }
    }
    Place created = new Place(places.size(), topic, partition);
    places.add(created);
    known.add(created);
    return created;
  }

  List<Place> places(String topic) {
    return topics.getOrDefault(topic, List.of());
  }

  GroupPromise promise(String group) {
    return promises.groups().getOrDefault(group, UNDECLARED);
  }

  GroupLog log(String group, Place place) {
    List<@Nullable GroupLog> known = groups.get(group);
    if (known == null) {
      known = new ArrayList<>();
      groups.put(group, known);
    }
    while (known.size() <= place.id) {
      known.add(null);
    }
    GroupLog found = known.get(place.id);
    if (found == null) {
      found = new GroupLog(logs.size(), group, promise(group), place);
      logs.add(found);
      known.set(place.id, found);
    }
    return found;
  }

  /** Null where the group had nothing to do with the partition. */
  @Nullable GroupLog knownLog(String group, Place place) {
    List<@Nullable GroupLog> known = groups.getOrDefault(group, List.of());
    return place.id < known.size() ? known.get(place.id) : null;
  }
}
