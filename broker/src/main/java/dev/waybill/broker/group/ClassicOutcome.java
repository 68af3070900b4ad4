package dev.waybill.broker.group;

import dev.waybill.broker.group.classic.Answer;
import java.util.List;

/**
 * What an event did to a group of the classic protocol.
 *
 * @param group the group's name
 * @param answers to be given after the changes are synced; to requests of any member
 * @param changes to be journalled before
 */
public record ClassicOutcome(String group, List<Answer> answers, Changes changes) {}
