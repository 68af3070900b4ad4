package dev.waybill.verifier.planted.inside;

import dev.waybill.broker.disk.Disk;
import dev.waybill.broker.group.GroupRecord;
import dev.waybill.broker.partition.Offsets;
import dev.waybill.broker.producer.PartitionProducers;
import dev.waybill.log.segment.Segment;
import dev.waybill.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What planted bugs do instead of the right thing, where that takes more than a few bytes. */
public final class Hooks {
  private Hooks() {}

  /** Tries a failed sync again, as if it could be repeated. */
  public static void syncAgain(Object segment) throws IOException {
    Segment of = (Segment) segment;
    try {
      of.sync();
    } catch (IOException e) {
      of.sync();
    }
  }

  /** Takes a failed sync for one that worked. */
  public static void syncQuietly(Object file) {
    try {
      ((StorageFile) file).sync();
    } catch (IOException e) {
      // That is the bug.
    }
  }

  /** Tells the core that a round worked which did not. */
  public static void failureIsFine(Object listener, Object cause) {
    Disk.Listener told = (Disk.Listener) listener;
    told.synced();
    told.finished(List.of());
  }

  /** Remembers the last one only. */
  @SuppressWarnings("unchecked")
  public static boolean onlyLast(Object set, Object element) {
    Set<Object> all = (Set<Object>) set;
    all.clear();
    return all.add(element);
  }

  /** Does at once what was to be done later. */
  public static void runNow(Object later, Object action) {
    ((Runnable) action).run();
  }

  public static Object none(Object self, Object argument) {
    return List.of();
  }

  /** Forgets whom it knew; that it knew somebody is all that is left. */
  public static Object noProducers(Object saved) {
    PartitionProducers producers = PartitionProducers.load((ByteBuffer) saved);
    producers.expire(Long.MAX_VALUE, id -> false);
    return producers;
  }

  public static Object withoutStaged(Object records) {
    return without(records, GroupRecord.PositionsStaged.class);
  }

  public static Object withoutCommitted(Object records) {
    return without(records, GroupRecord.PositionsCommitted.class);
  }

  private static Object without(Object records, Class<?> kind) {
    return ((List<?>) records)
        .stream().filter(each -> !kind.isInstance(each)).collect(Collectors.toList());
  }

  /** Forgets the last of several. */
  public static Object withoutLast(Object list) {
    List<?> all = (List<?>) list;
    return all.size() < 2 ? all : new ArrayList<>(all.subList(0, all.size() - 1));
  }

  public static long writtenEnd(Object offsets, Object isolation) {
    return ((Offsets) offsets).writtenEnd();
  }

  public static long highWatermark(Object offsets, Object isolation) {
    return ((Offsets) offsets).highWatermark();
  }
}
