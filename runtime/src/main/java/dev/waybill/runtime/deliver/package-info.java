/**
 * The way out: delivery loops. Each subscription has one loop thread, which alone talks to its
 * {@link dev.waybill.engine.EngineConsumer}.
 *
 * <pre>
 *                 ┌ LaneLoop         poll → lanes by key → handle → settled prefix → commit
 *   DeliveryLoop ─┤                  at-most-once: poll → commit → lanes
 *                 └ TransactionLoop  poll → prepare (worker) → publish → … → position, commit
 *
 *   Lane          handles its keys in order             Attempts       claim, handle, complete
 *   LaneTrack     one partition on lanes                Aftermath      retries, dead letters, stop
 *   Lifecycle     what state the subscription is in     HandlerThread  runs handlers, interruptible
 *   Tally         what it has counted                   HandlerWatch   notices handlers that overrun
 *   Track         one assigned partition                DeadLetters    where given-up messages go
 *   OpenTransaction  what the next commit holds         Gathering      when that is due
 * </pre>
 */
@NullMarked
package dev.waybill.runtime.deliver;

import org.jspecify.annotations.NullMarked;
