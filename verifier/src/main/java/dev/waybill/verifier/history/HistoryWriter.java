package dev.waybill.verifier.history;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a history as JSON lines: the promises first, then one event a line, numbered from 0.
 *
 * <pre>
 *   {"run":"...","publishers":{"p":"exactly-once"},...}
 *   {"n":0,"ms":12,"event":"PublishFailed","process":"p","message":7,"reason":"rejected"}
 * </pre>
 *
 * <p>Threads: any number may add; their events are numbered in the order in which they got in. An
 * event is on its way once {@link #flush} has returned; without it a killed recorder loses what is
 * buffered, and may leave half a line, which {@link HistoryReader} forgives. Nothing is synced. A
 * thread that is interrupted writes on: it is no channel that an interrupt would close.
 */
public final class HistoryWriter implements AutoCloseable {
  static final String NUMBER = "n";
  static final String MILLIS = "ms";
  static final String EVENT = "event";
  private static final int BUFFER_BYTES = 1 << 16;

  private final Object lock = new Object();
  private final JsonGenerator out;
  private final LongSupplier millis;
  private long next;

  /**
   * @param millis since the history began
   */
  public HistoryWriter(Path file, Promises promises, LongSupplier millis) throws IOException {
    this(new FileOutputStream(file.toFile()), promises, millis);
  }

  /** Owns the stream: closes it. */
  public HistoryWriter(OutputStream out, Promises promises, LongSupplier millis)
      throws IOException {
    this.millis = millis;
    OutputStream buffered = new BufferedOutputStream(out, BUFFER_BYTES);
    buffered.write(
        JsonMapper.shared().writeValueAsString(promises).getBytes(StandardCharsets.UTF_8));
    buffered.write('\n');
    this.out =
        JsonFactory.builder()
            .rootValueSeparator((String) null)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .build()
            .createGenerator(ObjectWriteContext.empty(), buffered);
  }

  /** Numbers the event and writes it. */
  public Recorded add(Event event) {
    synchronized (lock) {
      Recorded recorded = new Recorded(next++, millis.getAsLong(), event);
      write(recorded);
      return recorded;
    }
  }

  /** How many events were added. */
  public long size() {
    synchronized (lock) {
      return next;
    }
  }

  private void write(Recorded recorded) {
    Shape shape = Shape.of(recorded.event());
    out.writeStartObject();
    out.writeNumberProperty(NUMBER, recorded.number());
    out.writeNumberProperty(MILLIS, recorded.millis());
    out.writeStringProperty(EVENT, shape.name);
    for (Shape.Field field : shape.fields) {
      Object value = field.of(recorded.event());
      out.writeName(field.encoded());
      if (value instanceof Number number) {
        out.writeNumber(number.longValue());
      } else if (value instanceof Boolean yes) {
        out.writeBoolean(yes);
      } else {
        out.writeString(value instanceof Enum<?> word ? word.name() : value.toString());
      }
    }
    out.writeEndObject();
    out.writeRaw('\n');
  }

  /** Hands what is buffered to the operating system: it outlives this process. */
  public void flush() throws IOException {
    synchronized (lock) {
      out.flush();
      ((OutputStream) out.streamWriteOutputTarget()).flush();
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (lock) {
      out.close();
    }
  }
}
