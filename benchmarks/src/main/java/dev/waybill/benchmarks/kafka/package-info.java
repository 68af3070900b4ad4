/**
 * The engine on Kafka's clients beside those clients as they come, on one node of a released Apache
 * Kafka.
 *
 * <pre>
 *   KafkaNode          the node, one for all contenders
 *   EngineSettings     what the engine tells Kafka's clients: the bare ones are told the same
 *   Engine…Load        through {@code Waybill.open("kafka://…")}
 *   Bare…Load          as an expert would write it without us
 *   AddedLatencyLoad   both, a second each in turn
 *   SlowHandlerLoad    ours alone: does it fit, does it stay in its group?
 * </pre>
 */
@NullMarked
package dev.waybill.benchmarks.kafka;

import org.jspecify.annotations.NullMarked;
