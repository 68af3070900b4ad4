package dev.waybill.codec;

import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON through Jackson 3. Jackson is an optional dependency: add {@code
 * tools.jackson.core:jackson-databind} to use this class.
 *
 * @param <T> the value's type, a record for instance
 */
public final class JsonCodec<T> implements Codec<T> {

  private final ObjectMapper mapper;
  private final JavaType type;

  private JsonCodec(ObjectMapper mapper, JavaType type) {
    this.mapper = mapper;
    this.type = type;
  }

  /** A codec with Jackson's default settings. */
  public static <T> JsonCodec<T> of(Class<T> type) {
    return of(type, JsonMapper.builder().build());
  }

  /** A codec with the caller's mapper. */
  public static <T> JsonCodec<T> of(Class<T> type, ObjectMapper mapper) {
    return new JsonCodec<>(mapper, mapper.constructType(type));
  }

  @Override
  public byte[] encode(T value) {
    return mapper.writerFor(type).writeValueAsBytes(value);
  }

  @Override
  public T decode(byte[] bytes) {
    T value = mapper.readValue(bytes, type);
    if (value == null) {
      throw new IllegalArgumentException("expected a JSON " + type + ", found null");
    }
    return value;
  }
}
