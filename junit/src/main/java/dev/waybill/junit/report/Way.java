package dev.waybill.junit.report;

import dev.waybill.DeduplicationStore;
import dev.waybill.junit.life.Mode;
import java.util.Optional;

/**
 * How the messages came to the handler.
 *
 * @param mode when the position is committed
 * @param deduplication the de-duplication store's window, if there is one
 * @param topicHasIds whether messages carry an id
 */
public record Way(
    Mode mode, Optional<DeduplicationStore.Window> deduplication, boolean topicHasIds) {}
