package dev.waybill.broker.group.classic;

import java.util.List;

/**
 * What an event made of a group.
 *
 * @param group the group from now on
 * @param answers to be given, in this order, after what there is to write down is synced
 * @param settles whether what survives of the group changed: see {@link ClassicGroup#settled}
 */
public record Step(ClassicGroup group, List<Answer> answers, boolean settles) {
  public Step {
    answers = List.copyOf(answers);
  }
}
