/**
 * Ours beside a released Apache Kafka: the same random requests to both, and the same answers.
 *
 * <pre>
 *                 seed ──► Conversation ──► Speaker ──► WireClient ──► WaybillServer ──► transcript ─┐
 *                     └──► Conversation ──► Speaker ──► WireClient ──► ApacheKafka ────► transcript ─┤
 *                                                                                                    ▼
 *                         nothing is left  ◄── minus the named {@link Difference}s ◄──── Comparison
 * </pre>
 *
 * <p>A conversation is held once with each server, with the same dice; ids that a server makes up
 * ({@link Names}) are told apart by when they were first heard. What an answer says is compared as
 * the JSON tree of its version, field by field.
 *
 * <p>{@code mvn verify} holds a few conversations of fixed seeds. More of them:
 *
 * <pre>
 *   mvn -pl compatibility -am -Dsurefire.failIfNoSpecifiedTests=false -Dtest=DifferenceTest \
 *       -Ddifference.seeds=100 -Ddifference.firstSeed=1000 test
 * </pre>
 *
 * <p>A failure prints its conversation and seed. {@code docs/kafka-differences.md} is written from
 * {@link Difference} with {@code -Ddifference.write=true} and checked against it otherwise.
 */
@NullMarked
package dev.waybill.compatibility.difference;

import org.jspecify.annotations.NullMarked;
