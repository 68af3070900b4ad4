package dev.waybill.verifier.proxy;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.common.protocol.ApiKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of requests that will come again, each by a connection of its own. A copy out of a
 * transaction comes when its client has ended that transaction and sent the first messages of the
 * next one; any other after so many more requests of its client. Thread-safe.
 */
final class Replays {
  private static final Logger LOG = LoggerFactory.getLogger(Replays.class);
  private static final int ANSWER_TIMEOUT_MILLIS = 5_000;

  private static final class Copy {
    private final Request request;
    private final InetSocketAddress server;
    private boolean ended;
    private int laterRequests;

    Copy(Request request, InetSocketAddress server, int laterRequests) {
      this.request = request;
      this.server = server;
      this.laterRequests = laterRequests;
      this.ended = request.is(ApiKeys.END_TXN);
    }

    /** Whether it is its time, now that the client sends this. */
    boolean isDue(Request next, boolean transactional) {
      if (!transactional) {
        return --laterRequests <= 0;
      }
      if (ended) {
        return next.is(ApiKeys.PRODUCE);
      }
      ended = next.is(ApiKeys.END_TXN);
      return false;
    }
  }

  private final FaultListener listener;
  private final List<Copy> copies = new ArrayList<>();
  private final List<String> transactional = new ArrayList<>();

  Replays(FaultListener listener) {
    this.listener = listener;
  }

  synchronized void keep(Request request, InetSocketAddress server, int laterRequests) {
    copies.add(new Copy(request, server, laterRequests));
  }

  /** This request has been forwarded: repeats whatever waited for it. */
  void forwarded(Request request) {
    for (Copy due : due(request)) {
      send(due);
    }
  }

  private synchronized List<Copy> due(Request request) {
    if (request.is(ApiKeys.END_TXN) && !transactional.contains(request.client())) {
      transactional.add(request.client());
    }
    List<Copy> due = new ArrayList<>();
    for (Iterator<Copy> each = copies.iterator(); each.hasNext(); ) {
      Copy copy = each.next();
      if (copy.request.client().equals(request.client())
          && copy.isDue(request, transactional.contains(request.client()))) {
        due.add(copy);
        each.remove();
      }
    }
    return due;
  }

  private void send(Copy copy) {
    try (Socket socket = new Socket()) {
      socket.connect(copy.server, ANSWER_TIMEOUT_MILLIS);
      socket.setSoTimeout(ANSWER_TIMEOUT_MILLIS);
      Frames.write(copy.request.frame(), socket.getOutputStream());
      listener.injected(NetworkFault.REPLAY_LATE, copy.request);
      if (copy.request.answered()) {
        // Whatever it says, it has been looked at when it is here.
        Frames.read(new DataInputStream(socket.getInputStream()));
      }
    } catch (IOException e) {
      LOG.info("The late copy of {} was not answered: {}", copy.request, e.getMessage());
    }
  }
}
