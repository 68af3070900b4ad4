package dev.waybill.broker.group;

import java.util.Optional;

/**
 * The committed position of one partition.
 *
 * @param committed the position, empty when the group has none
 * @param pending whether an open transaction has staged another. A reader that wants each effect
 *     once must ask again until it is false: starting from the old position would process again
 *     what the transaction is about to commit.
 */
public record FetchedPosition(Optional<Position> committed, boolean pending) {}
