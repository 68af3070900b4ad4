package dev.waybill.verifier.proxy;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection and its counterpart to the server: one thread for each direction.
 *
 * <p>A client that goes takes nothing back that it has sent: what the server has begun to be told
 * it is told whole, and its answers are read to their end, into nothing.
 */
final class Link {
  private static final Logger LOG = LoggerFactory.getLogger(Link.class);
  private static final int LAST_ANSWERS_MILLIS = 5_000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** A request whose answer is to come. */
  private record Pending(Request request, Fate fate, @Nullable Held held) {}

  private final FaultProxy proxy;
  private final Socket client;
  private final Socket server;
  private final InetSocketAddress address;
  private final Map<Integer, Pending> pending = new ConcurrentHashMap<>();
  private volatile String name = "";

  Link(FaultProxy proxy, Socket client, Socket server, InetSocketAddress address) {
    this.proxy = proxy;
    this.client = client;
    this.server = server;
    this.address = address;
  }

  // ---- to the server --------------------------------------------------------------------------

  void pumpRequests() {
    try {
      if (forwardRequests()) {
        endOutput();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
    }
  }

  /**
   * @return whether the client has ended it, and not a fault
   */
  private boolean forwardRequests() throws InterruptedException {
    try {
      DataInputStream in =
          new DataInputStream(new BufferedInputStream(client.getInputStream(), 1 << 16));
      OutputStream out = server.getOutputStream();
      byte @Nullable [] frame = Frames.read(in);
      while (frame != null) {
        Request request = Request.parse(frame);
        name = request.client();
        proxy.awaitJoined(name);
        if (!carryOut(request, out)) {
          return false;
        }
        frame = Frames.read(in);
      }
    } catch (IOException e) {
      LOG.debug("{} has gone: {}", name, e.getMessage());
    }
    return true;
  }

  /**
   * @return whether the connection lives on
   */
  private boolean carryOut(Request request, OutputStream out)
      throws IOException, InterruptedException {
    Fate fate = proxy.plan().fateOf(request);
    Held held = null;
    if (fate instanceof Fate.Hold hold) {
      held = hold.held();
      fate = held.hold(request);
    }
    boolean lives = carryOut(request, fate, held, out);
    if (held != null) {
      held.forwarded();
    }
    return lives;
  }

  private boolean carryOut(Request request, Fate fate, @Nullable Held held, OutputStream out)
      throws IOException, InterruptedException {
    if (fate instanceof Fate.DropRequest) {
      injected(NetworkFault.DROP_REQUEST, request);
      if (request.answered()) {
        close();
      }
      return !request.answered();
    }
    if (fate instanceof Fate.CutRequest) {
      Frames.writeHalf(request.frame(), out);
      injected(NetworkFault.CUT_REQUEST, request);
      close();
      return false;
    }
    if (fate instanceof Fate.Delay delay) {
      injected(NetworkFault.DELAY, request);
      Thread.sleep(delay.delay().toMillis());
    }
    if (request.answered()) {
      pending.put(request.correlation(), new Pending(request, fate, held));
    }
    if (fate instanceof Fate.Trickle trickle) {
      injected(NetworkFault.TRICKLE, request);
      trickle(request, trickle, out);
    } else {
      Frames.write(request.frame(), out);
    }
    proxy.replays().forwarded(request);
    if (fate instanceof Fate.ReplayLate replay) {
      proxy.replays().keep(request, address, replay.laterRequests());
    }
    if (fate instanceof Fate.DropAnswer && !request.answered()) {
      // There is no answer to lose: the connection breaks once the server has the request.
      injected(NetworkFault.DROP_ANSWER, request);
      closeQuietly(client);
      endOutput();
      return false;
    }
    return true;
  }

  private static void trickle(Request request, Fate.Trickle trickle, OutputStream out)
      throws IOException, InterruptedException {
    byte[] whole = Frames.withLength(request.frame());
    for (int at = 0; at < whole.length; at += trickle.bytes()) {
      out.write(whole, at, Math.min(trickle.bytes(), whole.length - at));
      out.flush();
      Thread.sleep(trickle.pause().toMillis());
    }
  }

  /**
   * Tells the server that nothing more comes, once it has answered what came: a server that hears
   * of the end first need not answer.
   */
  private void endOutput() throws InterruptedException {
    long end = System.nanoTime() + LAST_ANSWERS_MILLIS * NANOS_PER_MILLI;
    synchronized (pending) {
      for (long left = LAST_ANSWERS_MILLIS; left > 0 && awaitsAnswers(); ) {
        pending.wait(left);
        left = (end - System.nanoTime()) / NANOS_PER_MILLI;
      }
    }
    try {
      server.setSoTimeout(LAST_ANSWERS_MILLIS);
      server.shutdownOutput();
    } catch (IOException e) {
      LOG.debug("The server was gone before {}", name, e);
    }
  }

  private boolean awaitsAnswers() {
    return !pending.isEmpty() && !server.isClosed();
  }

  // ---- to the client --------------------------------------------------------------------------

  void pumpAnswers() {
    try {
      DataInputStream in =
          new DataInputStream(new BufferedInputStream(server.getInputStream(), 1 << 16));
      byte @Nullable [] answer = Frames.read(in);
      while (answer != null) {
        Pending to = answer.length < Integer.BYTES ? null : taken(correlation(answer));
        proxy.awaitJoined(name);
        if (to != null && to.held() != null) {
          to.held().answered();
        }
        if (!pass(answer, to)) {
          return;
        }
        answer = Frames.read(in);
      }
    } catch (IOException e) {
      LOG.debug("The server of {} has gone: {}", name, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  private boolean pass(byte[] answer, @Nullable Pending to) throws IOException {
    if (to != null && to.fate() instanceof Fate.DropAnswer) {
      injected(NetworkFault.DROP_ANSWER, to.request());
      return false;
    }
    byte[] shown = to == null ? answer : proxy.addresses().rewritten(to.request(), answer);
    if (to != null && to.fate() instanceof Fate.CutAnswer) {
      Frames.writeHalf(shown, client.getOutputStream());
      injected(NetworkFault.CUT_ANSWER, to.request());
      return false;
    }
    try {
      Frames.write(shown, client.getOutputStream());
    } catch (IOException e) {
      LOG.debug("{} does not hear any more", name, e);
    }
    return true;
  }

  private @Nullable Pending taken(int correlation) {
    synchronized (pending) {
      pending.notifyAll();
      return pending.remove(correlation);
    }
  }

  private static int correlation(byte[] answer) {
    return (answer[0] & 0xff) << 24
        | (answer[1] & 0xff) << 16
        | (answer[2] & 0xff) << 8
        | (answer[3] & 0xff);
  }

  private void injected(NetworkFault fault, Request request) {
    proxy.listener().injected(fault, request);
  }

  void close() {
    closeQuietly(client);
    closeQuietly(server);
    synchronized (pending) {
      pending.notifyAll();
    }
  }

  static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("A socket was closed already", e);
    }
  }
}
