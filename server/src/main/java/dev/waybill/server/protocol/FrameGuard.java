package dev.waybill.server.protocol;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.types.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Walks a frame before its parser does: every length fits, and not too many elements come out.
 *
 * <p>The parsers of kafka-clients allocate an array as large as a count says, when the count is no
 * larger than the remaining bytes; an element of one byte can become an object of a hundred. A
 * frame of the maximum size would be gigabytes of heap.
 */
final class FrameGuard {
  private static final int KEYS = 1 + highestKey();

  /** Shapes by API key and version, made when first needed. Losing a race makes an equal one. */
  private static final AtomicReferenceArray<Shape @Nullable []> BODIES =
      new AtomicReferenceArray<>(KEYS);

  private static final Shape[] HEADERS = shapes(RequestHeaderData.SCHEMAS);

  private final int maxElements;

  FrameGuard(int maxElements) {
    this.maxElements = maxElements;
  }

  /**
   * Checks a frame's header only. The buffer stays as it was.
   *
   * @throws BadFrameException saying what does not fit
   */
  void checkHeader(ByteBuffer frame, ApiKeys key, short version) throws BadFrameException {
    HEADERS[key.requestHeaderVersion(version)].skip(
        frame.duplicate(), new Shape.Budget(maxElements));
  }

  /**
   * Checks a whole frame of a known key and version. The buffer stays as it was.
   *
   * @throws BadFrameException saying what does not fit
   */
  void check(ByteBuffer frame, ApiKeys key, short version) throws BadFrameException {
    ByteBuffer bytes = frame.duplicate();
    Shape.Budget budget = new Shape.Budget(maxElements);
    HEADERS[key.requestHeaderVersion(version)].skip(bytes, budget);
    body(key, version).skip(bytes, budget);
    if (bytes.hasRemaining()) {
      throw new BadFrameException(
          "expected the end of the request, found " + bytes.remaining() + " more bytes");
    }
  }

  private static Shape body(ApiKeys key, short version) {
    Shape[] versions = BODIES.get(key.id);
    if (versions == null) {
      versions = shapes(key.messageType.requestSchemas());
      BODIES.set(key.id, versions);
    }
    return versions[version];
  }

  private static Shape[] shapes(@Nullable Schema[] schemas) {
    Shape[] shapes = new Shape[schemas.length];
    for (int version = 0; version < schemas.length; version++) {
      Schema schema = schemas[version];
      // Versions that nobody speaks any more have none, and are refused before they come here.
      shapes[version] = schema == null ? new Shape.Fixed(0) : Shape.of(schema);
    }
    return shapes;
  }

  private static int highestKey() {
    int highest = 0;
    for (ApiKeys key : ApiKeys.values()) {
      highest = Math.max(highest, key.id);
    }
    return highest;
  }
}
