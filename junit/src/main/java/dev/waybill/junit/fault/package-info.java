/**
 * The places where a message fails, each as a script over the lives of the user's process.
 *
 * <pre>
 *   Fault ── script ──► Script.play(trial) ──► Bite: it happened, and how │ it did not │ it cannot
 * </pre>
 *
 * <p>A script says whether its fault happened. One that did not proves nothing, whatever the
 * effects look like.
 */
@NullMarked
package dev.waybill.junit.fault;

import org.jspecify.annotations.NullMarked;
