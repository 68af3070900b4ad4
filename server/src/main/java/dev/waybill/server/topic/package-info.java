/**
 * Topics and what is in them: created, changed, described, deleted, and looked into by time.
 *
 * <pre>
 *   CreateTopics, AlterConfigs, … ──► server.config: names and values ──► broker
 *   ListOffsets, DeleteRecords, … ──────────────────────────────────────► broker
 * </pre>
 */
@NullMarked
package dev.waybill.server.topic;

import org.jspecify.annotations.NullMarked;
