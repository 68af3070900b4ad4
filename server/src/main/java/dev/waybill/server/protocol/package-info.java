/**
 * Frames to requests, answers to frames; knows no socket.
 *
 * <pre>
 *   frame --FrameGuard--> counted --RequestReader--> Request --ApiHandler--> answer --AnswerWriter--> parts
 *             |                         |                                                  (bytes, file slices)
 *          too many elements,       unknown key or version,
 *          lengths that lie         bytes that do not parse
 * </pre>
 *
 * <p>The messages themselves are the classes of kafka-clients, which trust the lengths they read;
 * nothing reaches them that {@link dev.waybill.server.protocol.FrameGuard} has not walked.
 */
@NullMarked
package dev.waybill.server.protocol;

import org.jspecify.annotations.NullMarked;
