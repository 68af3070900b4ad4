/**
 * What a command talks to: streams, exit codes, tables, JSON, a progress line, Ctrl-C.
 *
 * <pre>
 *   stdin ──► command ──► stdout   results: tables and lines for people, JSON for programs
 *                └──────► stderr   progress, and errors in one line
 * </pre>
 */
@NullMarked
package dev.waybill.cli.terminal;

import org.jspecify.annotations.NullMarked;
