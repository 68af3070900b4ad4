/**
 * How the broker says no: one exception, one code per reason, each code sorted by what the caller
 * can do.
 */
@NullMarked
package dev.waybill.broker.error;

import org.jspecify.annotations.NullMarked;
