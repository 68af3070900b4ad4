package dev.waybill.compatibility.difference;

import java.io.IOException;

/** What a client says to a server: the same to each server when its dice have the same seed. */
interface Conversation {

  void hold(Speaker speaker, Dice dice) throws IOException;
}
