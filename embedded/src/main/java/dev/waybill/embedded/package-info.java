/**
 * The engine in this process: the SPI on Waybill's own broker, with no server between.
 *
 * <pre>
 *   EmbeddedProvider ─► EmbeddedEngine ─┬─ admin         topics and groups
 *   embedded:DIR?…                      ├─ publish       batches in: fill, send, retry, answer
 *                                       ├─ transaction   publish + positions, all or nothing
 *                                       └─ consume       batches out: membership, places, decoding
 *                                               │
 *                                  translation ─┘        the broker's words and failures ↔ the API's
 *                                               ▼
 *                                            broker
 * </pre>
 */
@NullMarked
package dev.waybill.embedded;

import org.jspecify.annotations.NullMarked;
