package dev.waybill.server;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;

/**
 * A connection on which a test says exactly what it wants: any version of any request, or rubbish.
 */
public final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket;
  private final DataInputStream in;
  private int correlation;

  public RawClient(InetSocketAddress address) throws IOException {
    socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
  }

  /** Sends a request and waits for its answer. */
  public <A extends ApiMessage> A ask(short version, ApiMessage request, Class<A> answer)
      throws IOException {
    int id = send(version, request);
    return receive(ApiKeys.forId(request.apiKey()), version, id, answer);
  }

  /** Sends a request; returns its correlation id. */
  public int send(short version, ApiMessage request) throws IOException {
    int id = ++correlation;
    sendFrame(frame(version, request, id));
    return id;
  }

  /** A whole request without its length. */
  public static ByteBuffer frame(short version, ApiMessage request, int correlation) {
    RequestHeader header =
        new RequestHeader(ApiKeys.forId(request.apiKey()), version, "raw", correlation);
    return RequestUtils.serialize(header.data(), header.headerVersion(), request, version);
  }

  public void sendFrame(ByteBuffer frame) throws IOException {
    sendBytes(withLength(frame));
  }

  /** A frame with its length ahead, as it is sent. */
  public static byte[] withLength(ByteBuffer frame) {
    ByteBuffer whole = ByteBuffer.allocate(4 + frame.remaining());
    return whole.putInt(frame.remaining()).put(frame.duplicate()).array();
  }

  public void sendBytes(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Sends what the server takes: it may close before all is sent, which the sender may learn. */
  public void sendUntilClosed(byte[] bytes) throws IOException {
    try {
      sendBytes(bytes);
    } catch (SocketException closedWhileSending) {
      // That it is closed is for isClosedByServer and receiveFrame to say.
    }
  }

  /** No more will come from here; the other direction stays open. */
  public void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** The next answer, which must be that of the request. */
  public <A extends ApiMessage> A receive(
      ApiKeys key, short version, int correlationId, Class<A> type) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    ByteBufferAccessor readable = new ByteBufferAccessor(ByteBuffer.wrap(bytes));
    ResponseHeaderData header =
        new ResponseHeaderData(readable, key.responseHeaderVersion(version));
    if (header.correlationId() != correlationId) {
      throw new IOException(
          "expected the answer to " + correlationId + ", found that to " + header.correlationId());
    }
    ApiMessage answer = key.messageType.newResponse();
    answer.read(readable, version);
    if (readable.remaining() > 0) {
      throw new IOException("expected the end of the answer, found " + readable.remaining());
    }
    return type.cast(answer);
  }

  /** Whether the server has closed, or closes within the patience of this client. */
  public boolean isClosedByServer() throws IOException {
    try {
      return in.read() < 0;
    } catch (EOFException e) {
      return true;
    } catch (SocketException reset) {
      return true;
    }
  }

  /** The next answer as it comes, without its length; empty when the server closed instead. */
  public Optional<ByteBuffer> receiveFrame() throws IOException {
    try {
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      return Optional.of(ByteBuffer.wrap(bytes));
    } catch (EOFException | SocketException closed) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
