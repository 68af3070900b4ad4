package dev.waybill.jdbc.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A server's address with faults in between: cuts the connection whose client sends a certain text,
 * before that reaches the server or before the answer reaches the client.
 *
 * <pre>
 *   client ──► "COMMIT" ──╳            BEFORE: the server sees a client that has gone
 *   client ╳── "COMMIT" ──► server     AFTER: the server gets it, the client gets no answer
 * </pre>
 */
public final class CutProxy implements AutoCloseable {

  /** Where the connection is cut. */
  public enum Cut {
    BEFORE,
    AFTER
  }

  private record Plan(String text, Cut cut) {}

  private final int serverPort;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable Plan> plan = new AtomicReference<>();
  private final AtomicInteger cuts = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();

  private CutProxy(int serverPort, ServerSocket listener) {
    this.serverPort = serverPort;
    this.listener = listener;
  }

  public static CutProxy before(TestDatabase database) throws IOException {
    ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    CutProxy proxy = new CutProxy(database.port(), listener);
    daemon("proxy", proxy::accept);
    return proxy;
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Cuts the next connection whose client sends that text, once. */
  public void cut(String text, Cut cut) {
    plan.set(new Plan(text, cut));
  }

  /** How often a connection was cut. */
  public int cuts() {
    return cuts.get();
  }

  /** What clients have sent, in pieces as they came: small requests are one each. */
  public int requests() {
    return requests.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(server);
        daemon("to server", () -> forwardRequests(client, server));
        daemon("to client", () -> forwardAnswers(client, server));
      }
    } catch (IOException e) {
      // Closed, or the server is gone: a client that comes now finds nobody.
    }
  }

  private void forwardRequests(Socket client, Socket server) {
    byte[] buffer = new byte[1 << 16];
    try {
      InputStream in = client.getInputStream();
      OutputStream out = server.getOutputStream();
      int read;
      while ((read = in.read(buffer)) >= 0) {
        requests.incrementAndGet();
        Plan now = plan.get();
        String sent = new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
        if (now != null && sent.contains(now.text()) && plan.compareAndSet(now, null)) {
          cuts.incrementAndGet();
          close(client);
          if (now.cut() == Cut.BEFORE) {
            close(server);
          } else {
            // The server's socket stays open until it has answered: into nothing.
            out.write(buffer, 0, read);
            out.flush();
          }
          return;
        }
        out.write(buffer, 0, read);
        out.flush();
      }
      close(server);
    } catch (IOException e) {
      close(client);
      close(server);
    }
  }

  private static void forwardAnswers(Socket client, Socket server) {
    byte[] buffer = new byte[1 << 16];
    try {
      InputStream in = server.getInputStream();
      int read;
      while ((read = in.read(buffer)) >= 0) {
        client.getOutputStream().write(buffer, 0, read);
      }
    } catch (IOException e) {
      // One of them is gone.
    }
    close(client);
    close(server);
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is as good as closed.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    sockets.forEach(CutProxy::close);
  }
}
