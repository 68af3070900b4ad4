/**
 * Who reads what, and up to where: consumer groups and their committed positions.
 *
 * <pre>
 *   command ──► GroupRegistry ──► GroupMachine ──► assignor       who gets which partition
 *    + Now          │    │          (Group, request) → Group'
 *                   │    └──────► Deadlines                       when silence becomes death
 *                   ▼
 *              GroupRecord ──► DurableGroups                  epochs and positions: what survives
 *                   │
 *                   └────────► the broker's journal, encoded by GroupRecordCodec
 * </pre>
 *
 * <p>Groups of Kafka's classic protocol are beside these, with a machine of their own: {@link
 * dev.waybill.broker.group.classic}, {@link dev.waybill.broker.group.ClassicGroups}.
 *
 * <p>Nothing here has a thread, a clock or a file. The broker's core is the only caller.
 *
 * <p>Members follow the semantics of KIP-848: a group epoch that grows with every change, a target
 * assignment made for it, and a member epoch that catches up partition by partition, never giving
 * one to a new owner before the old one let go.
 */
@NullMarked
package dev.waybill.broker.group;

import org.jspecify.annotations.NullMarked;
