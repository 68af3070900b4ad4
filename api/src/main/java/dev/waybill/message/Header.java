package dev.waybill.message;

import java.util.Objects;

/** One header. The array is not copied: neither the caller nor the reader may change it. */
public record Header(String name, byte[] value) {

  public Header {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
  }
}
