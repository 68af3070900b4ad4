package dev.waybill.cli.command;

import dev.waybill.Waybill;
import dev.waybill.admin.GroupDescription;
import dev.waybill.admin.TopicDescription;
import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import java.util.List;

/** Looks up what a user named, and says what there is when it is unknown. */
final class Known {

  private static final int NAMES_SHOWN = 20;

  private Known() {}

  static TopicDescription topic(Waybill waybill, String name) {
    return waybill
        .topics()
        .describe(name)
        .orElseThrow(
            () ->
                unknown(
                    "topic",
                    name,
                    waybill.topics().list(),
                    "correct the name, or create it: waybill topics create " + name));
  }

  static GroupDescription group(Waybill waybill, String name) {
    return waybill
        .groups()
        .describe(name)
        .orElseThrow(
            () ->
                unknown(
                    "group",
                    name,
                    waybill.groups().list(),
                    "correct the name; a group begins with its first subscription"));
  }

  private static CommandException unknown(
      String kind, String name, List<String> names, String next) {
    String known =
        names.isEmpty()
            ? "there are none yet"
            : "there are: "
                + String.join(", ", names.subList(0, Math.min(names.size(), NAMES_SHOWN)));
    String more =
        names.size() > NAMES_SHOWN ? " and " + (names.size() - NAMES_SHOWN) + " more" : "";
    return new CommandException(
        ExitCode.REJECTED, "no " + kind + " '" + name + "'; " + known + more + "; " + next);
  }
}
