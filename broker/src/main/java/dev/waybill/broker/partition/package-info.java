/** What readers see of a partition, without asking the core. */
@NullMarked
package dev.waybill.broker.partition;

import org.jspecify.annotations.NullMarked;
