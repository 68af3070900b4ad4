package dev.waybill.broker.group;

import dev.waybill.broker.group.classic.ClassicState;
import java.util.Optional;

/**
 * A group in a list of groups.
 *
 * @param state what it is doing, in words both protocols share
 * @param kind empty when only positions were ever committed for it
 * @param classic the same in the classic protocol's own words, of groups that speak it
 */
public record GroupSummary(
    GroupState state, Optional<GroupKind> kind, Optional<ClassicState> classic) {}
