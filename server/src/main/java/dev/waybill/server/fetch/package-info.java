/**
 * How batches go out: long polls that hold no thread, and files that go to the socket as they are.
 *
 * <pre>
 *   FetchHandler --> what is wanted (FetchSessions remember it) --> Collector: slices of segment files
 *                                                                     |
 *                       LongPoll: enough? or late? --- no: woken when a partition advances
 *                          |
 *                       answer; only what changed, in a session
 * </pre>
 */
@NullMarked
package dev.waybill.server.fetch;

import org.jspecify.annotations.NullMarked;
