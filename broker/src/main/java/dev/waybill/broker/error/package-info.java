/**
 * How the broker says no: one exception, one code per reason, each code sorted by what the caller
 * can do.
 *
 * <pre>
 *   BrokerException --> ErrorCode --> Kind
 *                                      RETRIABLE         nothing happened: the same again, later
 *                                      FENCED            nothing happened: somebody newer is there
 *                                      REJECTED          nothing happened: change the request
 *                                      CORRUPT           stored data is damaged: an operator looks
 *                                      UNKNOWN_OUTCOME   read back before repeating
 * </pre>
 */
@NullMarked
package dev.waybill.broker.error;

import org.jspecify.annotations.NullMarked;
