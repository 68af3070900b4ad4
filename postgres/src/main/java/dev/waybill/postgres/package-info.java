/**
 * A PostgreSQL server for as long as whoever started it lives.
 *
 * <pre>
 *   parent ── standard input: kill, start; its end ──► PostgresMain ── starts, kills ──► postgres
 *          ◄── standard output: started PORT, killed, failed WHY ──┘
 * </pre>
 *
 * <p>The binaries come with an artifact. Nothing else of Waybill is known here, and nothing else
 * knows this package: it is started by its name, with a class path of its own.
 */
@NullMarked
package dev.waybill.postgres;

import org.jspecify.annotations.NullMarked;
