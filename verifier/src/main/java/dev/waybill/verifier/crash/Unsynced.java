package dev.waybill.verifier.crash;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * A disk at one instant: what is durable, and what was done since.
 *
 * @param names files and directories by path, as far as their names are durable
 * @param contents durable bytes by file, nameless ones included; the bytes are not to be changed
 * @param directories which of the numbers are directories
 * @param operations what is not durable, in the order in which it was done
 */
public record Unsynced(
    SortedMap<String, Integer> names,
    Map<Integer, byte[]> contents,
    Set<Integer> directories,
    List<PendingOperation> operations) {}
