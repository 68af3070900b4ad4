package dev.waybill.log.record;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A named value beside a record's key and value. The array is shared, not copied. */
public final class RecordHeader {
  private final String key;
  private final byte @Nullable [] value;

  /** Creates a header; {@code value} must not be changed afterwards. */
  public RecordHeader(String key, byte @Nullable [] value) {
    this.key = Objects.requireNonNull(key, "key");
    this.value = value;
  }

  /** The name; names may repeat within a record. */
  public String key() {
    return key;
  }

  /** The value, not a copy. */
  public byte @Nullable [] value() {
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RecordHeader header
        && key.equals(header.key)
        && Arrays.equals(value, header.value);
  }

  @Override
  public int hashCode() {
    return 31 * key.hashCode() + Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return key + "=" + (value == null ? "null" : value.length + " bytes");
  }
}
