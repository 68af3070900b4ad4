/**
 * Who may publish: producer ids and epochs, and the sequence numbers that make a repeated batch
 * harmless.
 */
@NullMarked
package dev.waybill.broker.producer;

import org.jspecify.annotations.NullMarked;
