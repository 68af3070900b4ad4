package dev.waybill.runtime.deliver;

import java.time.Duration;

/**
 * What a subscription declares beside the rest whose effects and positions are in one store.
 *
 * @param transactionTime about how long a transaction may take
 * @param messageIds whether messages are known again by their ids
 */
public record EffectSettings(Duration transactionTime, boolean messageIds) {}
