/**
 * How batches come in: checked on the connection's event loop, appended as they were received.
 *
 * <pre>
 *   frame --(records are slices of it)--> BatchCheck --> Broker.append --> written or synced --> answer
 * </pre>
 *
 * <p>Nothing is copied between the socket's buffer and the file: the frame is held until the disk
 * has its bytes.
 */
@NullMarked
package dev.waybill.server.produce;

import org.jspecify.annotations.NullMarked;
