/**
 * Who gets which partition: pure functions from subscriptions and the last assignment to the next
 * one.
 */
@NullMarked
package dev.waybill.broker.group.assignor;

import org.jspecify.annotations.NullMarked;
