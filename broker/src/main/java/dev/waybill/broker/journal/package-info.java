/**
 * Everything the broker must remember besides messages, as records in one file.
 *
 * <pre>
 *   topics, producers, groups --records--> journal file --replay--> the same topics, producers, groups
 * </pre>
 */
@NullMarked
package dev.waybill.broker.journal;

import org.jspecify.annotations.NullMarked;
