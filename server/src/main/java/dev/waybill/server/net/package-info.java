/**
 * Sockets. The only package that waits for a network.
 *
 * <pre>
 *   accept --ConnectionLimits--> FrameDecoder --> Connection --Apis--> (handlers)
 *                                                    |  ^                  |
 *                                         in order   v  +---- answers -----+
 *                                                  socket
 * </pre>
 *
 * <p>Everything of one connection happens on one event loop; what crosses connections is counted in
 * {@link dev.waybill.server.net.ByteBudget}.
 */
@NullMarked
package dev.waybill.server.net;

import org.jspecify.annotations.NullMarked;
