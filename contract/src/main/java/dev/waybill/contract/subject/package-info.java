/**
 * What an engine's author says about it.
 *
 * <pre>
 *   EngineUnderTest ── open ──► Engine     again and again on the same data: a restart, a second process
 *        └─ patience, quiet, shortSession, shortTransaction: how slow it is
 * </pre>
 */
@NullMarked
package dev.waybill.contract.subject;

import org.jspecify.annotations.NullMarked;
