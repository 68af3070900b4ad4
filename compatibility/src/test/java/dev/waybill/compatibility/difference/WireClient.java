package dev.waybill.compatibility.difference;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
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

/** A connection that sends any request in any version. One thread uses it. */
final class WireClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final String CLIENT_ID = "difference";

  private final Socket socket;
  private final DataInputStream in;
  private int correlation;

  WireClient(String bootstrap) throws IOException {
    String[] hostAndPort = bootstrap.split(":", 2);
    socket = new Socket(hostAndPort[0], Integer.parseInt(hostAndPort[1]));
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
  }

  /** Sends a request and waits for its answer; empty: the server closed the connection instead. */
  Optional<ApiMessage> ask(short version, ApiMessage request) throws IOException {
    ApiKeys key = ApiKeys.forId(request.apiKey());
    RequestHeader header = new RequestHeader(key, version, CLIENT_ID, ++correlation);
    ByteBuffer frame =
        RequestUtils.serialize(header.data(), header.headerVersion(), request, version);
    Optional<ByteBuffer> received = exchange(frame);
    return received.isEmpty()
        ? Optional.empty()
        : Optional.of(answer(key, version, received.get()));
  }

  /** Sends a request that has no answer. */
  void tell(short version, ApiMessage request) throws IOException {
    ApiKeys key = ApiKeys.forId(request.apiKey());
    RequestHeader header = new RequestHeader(key, version, CLIENT_ID, ++correlation);
    send(RequestUtils.serialize(header.data(), header.headerVersion(), request, version));
  }

  /**
   * Sends a frame as it is and waits for one.
   *
   * @param frame without its length
   * @return what came, without its length; empty: the server closed the connection
   */
  Optional<ByteBuffer> exchange(ByteBuffer frame) throws IOException {
    try {
      send(frame);
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      return Optional.of(ByteBuffer.wrap(bytes));
    } catch (EOFException | SocketException closed) {
      return Optional.empty();
    }
  }

  private void send(ByteBuffer frame) throws IOException {
    ByteBuffer whole = ByteBuffer.allocate(Integer.BYTES + frame.remaining());
    whole.putInt(frame.remaining()).put(frame);
    socket.getOutputStream().write(whole.array());
    socket.getOutputStream().flush();
  }

  private ApiMessage answer(ApiKeys key, short version, ByteBuffer bytes) throws IOException {
    ByteBufferAccessor readable = new ByteBufferAccessor(bytes);
    ResponseHeaderData header =
        new ResponseHeaderData(readable, key.responseHeaderVersion(version));
    if (header.correlationId() != correlation) {
      throw new IOException(
          "expected the answer to " + correlation + ", found that to " + header.correlationId());
    }
    ApiMessage answer = key.messageType.newResponse();
    answer.read(readable, version);
    if (readable.remaining() > 0) {
      throw new IOException("expected the end of the answer, found " + readable.remaining());
    }
    return answer;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
