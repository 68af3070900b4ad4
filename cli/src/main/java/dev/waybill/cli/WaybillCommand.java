package dev.waybill.cli;

import picocli.CommandLine.Command;

/** {@code waybill}: what there is to do, and how commands end. */
@Command(
    name = "waybill",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Messages under a declared guarantee, hop by hop.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, every promise held",
      "1:something was not done, or a promise was broken",
      "2:the command line is wrong; nothing was done",
      "3:what --to or a path names cannot be opened; nothing was done",
      "4:refused: an unknown topic or group, a plan the engine cannot keep",
      "5:done or not done: find out before repeating",
      "6:damaged data was found",
      "7:nothing is wrong, and too little was tried to say that a promise holds",
      "130:Ctrl-C; what was begun was finished",
      "141:whoever read the output has gone",
      "143:SIGTERM; what was begun was finished"
    },
    footer = {
      "",
      "--to URL and --json may stand before the command as well.",
      "",
      "Begin with:  waybill demo",
      "         or  waybill topics create orders; echo hello | waybill publish orders",
    })
final class WaybillCommand {}
