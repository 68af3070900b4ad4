/**
 * What databases do differently, and nothing else.
 *
 * <pre>
 *   DatabaseMetaData ─► Dialect ─┬─ SQL: an INSERT that skips what is there, row locks, the clock
 *                                ├─ strategies: insertIds, lockPositions, mark
 *                                └─ FailureKind of an SQLException ─► Failures ─► WaybillException
 *
 *                    new ids of a batch are told by        positions are locked by
 *   PostgreSQL       one INSERT of an array, RETURNING     one SELECT, joined with arrays
 *   MariaDB          one INSERT of many rows, RETURNING    one UNION of SELECTs by primary key
 *   MySQL            the count of one INSERT; row by row   one UNION of SELECTs by primary key
 *                    only if some were known
 *   H2               row by row, in this process           a SELECT each
 *   SQLite           one INSERT of many rows, RETURNING    the database's only write lock
 * </pre>
 *
 * <p>Names of tables and columns come from this module and a checked prefix, never from messages:
 * those are parameters.
 */
@NullMarked
package dev.waybill.jdbc.dialect;

import org.jspecify.annotations.NullMarked;
