/** Values to bytes and back: {@link dev.waybill.codec.Codec} and the codecs that come along. */
@NullMarked
package dev.waybill.codec;

import org.jspecify.annotations.NullMarked;
