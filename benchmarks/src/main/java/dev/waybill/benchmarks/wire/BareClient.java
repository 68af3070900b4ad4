package dev.waybill.benchmarks.wire;

import dev.waybill.log.record.BatchBuilder;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One connection that speaks just enough of Kafka's protocol to ask and be answered, with nothing
 * to start or warm up. One thread uses it.
 *
 * <pre>
 *   request:  length i32 │ api key i16 │ version i16 │ correlation i32 │ client id string │ body
 *   answer:   length i32 │ correlation i32 │ body
 * </pre>
 *
 * Format: Apache Kafka's documentation, "Protocol"; Produce 7, Fetch 4 and ApiVersions 0.
 */
final class BareClient implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 30_000;
  private static final short PRODUCE = 0;
  private static final short PRODUCE_VERSION = 7;
  private static final short FETCH = 1;
  private static final short FETCH_VERSION = 4;
  private static final short API_VERSIONS = 18;
  private static final short ACKS_ALL = -1;

  private final Socket socket = new Socket();
  private final DataOutputStream out;
  private final DataInputStream in;

  BareClient(String bootstrap) throws IOException {
    String[] hostAndPort = bootstrap.split(":", 2);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    socket.connect(
        new InetSocketAddress(hostAndPort[0], Integer.parseInt(hostAndPort[1])), TIMEOUT_MILLIS);
    this.out = new DataOutputStream(socket.getOutputStream());
    this.in = new DataInputStream(socket.getInputStream());
  }

  /** Asks which versions it speaks: any server answers. */
  void apiVersions() throws IOException {
    ask(API_VERSIONS, (short) 0, ByteBuffer.allocate(0));
  }

  /**
   * One record, acks=all, to partition 0.
   *
   * @return the protocol's error code; 0: accepted
   */
  short produce(String topic) throws IOException {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    BatchBuilder builder = new BatchBuilder(256, 1024);
    builder.tryAppend(System.currentTimeMillis(), null, new byte[100], List.of());
    ByteBuffer batch = builder.build();
    ByteBuffer body = ByteBuffer.allocate(64 + name.length + batch.remaining());
    body.putShort((short) -1); // no transaction
    body.putShort(ACKS_ALL).putInt(TIMEOUT_MILLIS);
    body.putInt(1).putShort((short) name.length).put(name);
    body.putInt(1).putInt(0);
    body.putInt(batch.remaining()).put(batch);
    ByteBuffer answer = ask(PRODUCE, PRODUCE_VERSION, body.flip());
    answer.position(Integer.BYTES); // one topic
    answer.position(answer.position() + Short.BYTES + name.length);
    answer.position(answer.position() + 2 * Integer.BYTES); // one partition, its index
    return answer.getShort();
  }

  /** Asks for as much of partition 0 as there is, and does not read the answer. */
  void fetchAndLeave(String topic) throws IOException {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    ByteBuffer body = ByteBuffer.allocate(64 + name.length);
    body.putInt(-1); // no replica
    body.putInt(TIMEOUT_MILLIS).putInt(1).putInt(Integer.MAX_VALUE);
    body.put((byte) 0); // also what is not committed
    body.putInt(1).putShort((short) name.length).put(name);
    body.putInt(1).putInt(0).putLong(0).putInt(Integer.MAX_VALUE);
    tell(FETCH, FETCH_VERSION, body.flip());
  }

  private void tell(short key, short version, ByteBuffer body) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(14 + body.remaining());
    frame.putInt(frame.capacity() - Integer.BYTES);
    frame.putShort(key).putShort(version).putInt(1).putShort((short) -1);
    out.write(frame.put(body).array());
    out.flush();
  }

  private ByteBuffer ask(short key, short version, ByteBuffer body) throws IOException {
    tell(key, version, body);
    byte[] answer = new byte[in.readInt()];
    in.readFully(answer);
    return ByteBuffer.wrap(answer, Integer.BYTES, answer.length - Integer.BYTES).slice();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
