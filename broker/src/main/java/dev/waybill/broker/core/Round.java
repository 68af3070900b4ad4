package dev.waybill.broker.core;

import dev.waybill.broker.disk.DiskRound;
import dev.waybill.broker.journal.JournalCodec;
import dev.waybill.broker.journal.JournalRecord;
import dev.waybill.broker.partition.PublishedPartition;
import java.util.ArrayList;
import java.util.List;

/**
 * What waits for the disk together: bytes, journal records, and those who want to know.
 *
 * <pre>
 *   filling --taken--> on disk --written--> (written) --synced--> synced --> forgotten
 * </pre>
 */
final class Round {
  private final long number;
  private final List<RoundPart> parts = new ArrayList<>();
  private final List<byte[]> journal = new ArrayList<>();
  private final List<DiskRound.Creation> creations = new ArrayList<>();
  private final List<DiskRound.Alteration> alterations = new ArrayList<>();
  private final List<PublishedPartition> deletions = new ArrayList<>();
  private final List<Reply<?>> whenWritten = new ArrayList<>();
  private final List<Reply<?>> whenSynced = new ArrayList<>();
  private final List<Runnable> afterSync = new ArrayList<>();
  private long bytes;
  private long journalBytes;
  private boolean mustSync;
  private boolean decides;

  Round(long number) {
    this.number = number;
  }

  long number() {
    return number;
  }

  void add(RoundPart part) {
    parts.add(part);
  }

  void count(long moreBytes) {
    bytes += moreBytes;
  }

  /** A fact that somebody is told about when it is synced. */
  void decide(JournalRecord record) {
    note(record);
    decides = true;
    mustSync = true;
  }

  /** A fact that recovery could find out by itself; it takes the next opportunity. */
  void note(JournalRecord record) {
    byte[] encoded = JournalCodec.encode(record);
    journal.add(encoded);
    journalBytes += encoded.length;
  }

  void create(DiskRound.Creation creation) {
    creations.add(creation);
    mustSync = true;
  }

  /** Rides with the record of the new settings, which makes the round due. */
  void alter(DiskRound.Alteration alteration) {
    alterations.add(alteration);
  }

  void delete(PublishedPartition partition) {
    deletions.add(partition);
  }

  void whenWritten(Reply<?> reply) {
    whenWritten.add(reply);
  }

  void whenSynced(Reply<?> reply) {
    whenSynced.add(reply);
    mustSync = true;
  }

  void afterSync(Runnable action) {
    afterSync.add(action);
    mustSync = true;
  }

  List<RoundPart> parts() {
    return parts;
  }

  List<byte[]> journal() {
    return journal;
  }

  List<DiskRound.Creation> creations() {
    return creations;
  }

  List<DiskRound.Alteration> alterations() {
    return alterations;
  }

  List<PublishedPartition> deletions() {
    return deletions;
  }

  List<Reply<?>> whenWritten() {
    return whenWritten;
  }

  List<Reply<?>> whenSynced() {
    return whenSynced;
  }

  List<Runnable> afterSync() {
    return afterSync;
  }

  long bytes() {
    return bytes;
  }

  long journalBytes() {
    return journalBytes;
  }

  boolean mustSync() {
    return mustSync;
  }

  /** Whether its journal records change what others may be told. */
  boolean decides() {
    return decides;
  }

  boolean isEmpty() {
    return parts.isEmpty() && deletions.isEmpty() && whenWritten.isEmpty() && !mustSync;
  }
}
