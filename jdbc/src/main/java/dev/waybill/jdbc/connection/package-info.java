/**
 * Connections of the user's pool: borrowed, guarded, given back as they came.
 *
 * <pre>
 *   DataSource ─► Borrowed ─► one transaction ─► restored, closed
 *                    └─► Guard ─► the handler: may do anything but end the transaction
 * </pre>
 */
@NullMarked
package dev.waybill.jdbc.connection;

import org.jspecify.annotations.NullMarked;
