/**
 * Connections of the user's pool: borrowed, guarded, given back as they came.
 *
 * <pre>
 *   DataSource ─► Borrowed ─► one transaction ─► restored, closed
 *                    └─► Guard ─► the handler: may do anything but end the transaction
 *                                 HandlersConnection: hears what is written for a relay
 * </pre>
 */
@NullMarked
package dev.waybill.jdbc.connection;

import org.jspecify.annotations.NullMarked;
