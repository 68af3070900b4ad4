package dev.waybill.server.protocol;

import java.nio.ByteBuffer;
import java.util.Set;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.RequestHeader;

/**
 * Reads requests.
 *
 * <pre>
 *   0          2          4               8
 *   | key i16  | ver i16  | correlation   | client id, tagged fields (from header version 2) | body …
 * </pre>
 */
public final class RequestReader {
  private static final int KEY_AND_VERSION_BYTES = 4;

  private final Set<ApiKeys> keys;
  private final FrameGuard guard;

  /**
   * @param keys what is answered; others are refused
   * @param maxElements array elements and tagged fields a request may have
   */
  public RequestReader(Set<ApiKeys> keys, int maxElements) {
    this.keys = Set.copyOf(keys);
    this.guard = new FrameGuard(maxElements);
  }

  /**
   * Reads a frame without its length. The body refers to the buffer's bytes.
   *
   * <p>An ApiVersions request of a version that does not exist yet is read as one of version 0 that
   * says so in its header: how a newer client finds out what we speak.
   *
   * @throws BadFrameException when the bytes are no request that is answered here
   */
  public Request read(ByteBuffer frame) throws BadFrameException {
    if (frame.remaining() < KEY_AND_VERSION_BYTES) {
      throw new BadFrameException(
          "expected a request of at least "
              + KEY_AND_VERSION_BYTES
              + " bytes, found "
              + frame.remaining());
    }
    ApiKeys key = key(frame.getShort(frame.position()));
    short version = frame.getShort(frame.position() + 2);
    boolean spoken = key.isVersionSupported(version) && version <= key.latestVersion();
    if (!spoken && key != ApiKeys.API_VERSIONS) {
      throw new BadFrameException(
          "expected "
              + key.name
              + " in a version from "
              + key.oldestVersion()
              + " to "
              + key.latestVersion()
              + ", found "
              + version);
    }
    try {
      if (!spoken) {
        guard.checkHeader(frame, key, version);
        return new Request(
            RequestHeader.parse(frame),
            new ApiVersionsRequest(new ApiVersionsRequestData(), (short) 0, version));
      }
      guard.check(frame, key, version);
      RequestHeader header = RequestHeader.parse(frame);
      AbstractRequest body =
          AbstractRequest.parseRequest(key, version, new ByteBufferAccessor(frame)).request;
      return new Request(header, body);
    } catch (BadFrameException e) {
      throw new BadFrameException(key.name + " version " + version + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      // The parsers throw whatever comes: a SchemaException, an underflow, a plain
      // RuntimeException.
      throw new BadFrameException(
          "expected a request of "
              + key.name
              + " version "
              + version
              + ", found bytes that are none: "
              + e,
          e);
    }
  }

  private ApiKeys key(short id) throws BadFrameException {
    if (!ApiKeys.hasId(id)) {
      throw new BadFrameException("expected a request of Kafka's protocol, found API key " + id);
    }
    ApiKeys key = ApiKeys.forId(id);
    if (!keys.contains(key)) {
      throw new BadFrameException("expected an API key that ApiVersions names, found " + key.name);
    }
    return key;
  }
}
