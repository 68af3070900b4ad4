/**
 * Values to bytes and back.
 *
 * <pre>
 *   publish:  value ─► Codec.encode ─► byte[] ─► partition      throws: that publish is rejected
 *   deliver:  value ◄─ Codec.decode ◄─ byte[] ◄─ partition      throws: a poison message; attempts,
 *                      │                                        then dead letter or stop
 *                      ├─ Codecs     bytes, UTF-8 strings; no library
 *                      ├─ JsonCodec  JSON, with Jackson on the class path
 *                      └─ Codec.of   two functions of the application's
 * </pre>
 *
 * <p>Codecs know no topic, key or header; which of them a topic has is said by {@link
 * dev.waybill.Topic}.
 */
@NullMarked
package dev.waybill.codec;

import org.jspecify.annotations.NullMarked;
