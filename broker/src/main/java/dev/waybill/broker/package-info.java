/** Who decides: one deterministic thread in front of the log. */
@NullMarked
package dev.waybill.broker;

import org.jspecify.annotations.NullMarked;
