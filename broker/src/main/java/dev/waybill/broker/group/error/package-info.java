/**
 * How a group says no, whichever protocol its members speak: one exception, one reason each.
 *
 * <pre>
 *   GroupException --> GroupError --> (at the core's counter) ErrorCode
 * </pre>
 */
@NullMarked
package dev.waybill.broker.group.error;

import org.jspecify.annotations.NullMarked;
