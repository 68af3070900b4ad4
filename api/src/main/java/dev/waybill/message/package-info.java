/**
 * What a message is made of and where it lives.
 *
 * <pre>
 *   topic ─┬─ partition 0: offset 0, 1, 2 …    one message = key, value, headers, timestamp
 *          └─ partition 1: offset 0, 1, 2 …    the key picks the partition
 * </pre>
 */
@NullMarked
package dev.waybill.message;

import org.jspecify.annotations.NullMarked;
