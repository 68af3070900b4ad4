/**
 * Hands: the command line.
 *
 * <pre>
 *   Main ──► CommandLines ──► command: publish consume topics groups dump explain advise demo verify bench
 *                                │
 *                                ├──► chain      chains to explain without opening an engine
 *                                └──► terminal   streams, exit codes, tables, JSON, Ctrl-C
 * </pre>
 */
@NullMarked
package dev.waybill.cli;

import org.jspecify.annotations.NullMarked;
