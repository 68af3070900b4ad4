/**
 * A network that loses, cuts, delays and repeats: a TCP proxy in front of a Kafka-protocol server.
 *
 * <pre>
 *   client ──► Link ── request ──► FaultPlan: which Fate? ──► server
 *          ◄── Link ◄───────────── answer ◄──────────────────
 *                │                    └ addresses rewritten to ours, broker by broker
 *                └ FaultListener: this fault happened, to that request
 * </pre>
 *
 * <p>It understands frames (length, api key, version, correlation id, client id) and no more,
 * except for the answers that name other brokers: those it decodes with Kafka's own classes, so
 * that a client that asks for a partition's leader comes back to the proxy. Plain text only:
 * through TLS it sees nothing.
 *
 * <p>One connection keeps its order, as TCP does. What is lost is lost with its connection; what
 * comes twice comes by another one.
 */
@NullMarked
package dev.waybill.verifier.proxy;

import org.jspecify.annotations.NullMarked;
