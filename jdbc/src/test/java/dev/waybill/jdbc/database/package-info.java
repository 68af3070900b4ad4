/**
 * The databases that tests run on: nothing has to be installed, and no port is fixed.
 *
 * <pre>
 *   Databases.POSTGRESQL.create() ─► TestDatabase: an empty database of its own ─► dataSource()
 *                                       └─ on a server that the tests of this JVM share
 *   Databases.POSTGRESQL.mortalServer() ─► one that may be killed, and starts again
 *   CutProxy: a server's address with faults in between
 * </pre>
 */
package dev.waybill.jdbc.database;
