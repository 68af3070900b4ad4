package dev.waybill.codec;

import java.util.function.Function;

/**
 * Turns values into bytes and back. Must be thread-safe, and must not change the arrays that it is
 * given or has returned.
 *
 * <p>An exception thrown by {@link #encode} fails that publish as rejected. One thrown by {@link
 * #decode} makes the message a poison message: it takes the road of a failing handler's message
 * (attempts, then dead letter or stop), never an endless loop.
 *
 * @param <T> the value's type
 */
public interface Codec<T> {

  /** The value's bytes; the caller owns the array and does not change it. */
  byte[] encode(T value);

  /**
   * The value read from all of {@code bytes}. The value may share the array, but nobody may change
   * it before the message is settled: a retry decodes it again, a dead letter carries it.
   */
  T decode(byte[] bytes);

  /** A codec from two functions. */
  static <T> Codec<T> of(Function<T, byte[]> encode, Function<byte[], T> decode) {
    return new Codec<>() {
      @Override
      public byte[] encode(T value) {
        return encode.apply(value);
      }

      @Override
      public T decode(byte[] bytes) {
        return decode.apply(bytes);
      }
    };
  }
}
