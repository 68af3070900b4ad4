package dev.waybill.verifier.crash;

import java.util.SortedMap;

/**
 * All that a recovered store shows.
 *
 * @param places values by offset, by the name of the log they are in
 * @param positions committed positions by name
 */
public record Contents(
    SortedMap<String, SortedMap<Long, String>> places, SortedMap<String, Long> positions) {}
