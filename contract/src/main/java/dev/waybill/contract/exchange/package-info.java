/**
 * What tests hand to an engine and get from it.
 *
 * <pre>
 *   Publishing, Reading (settings) ──► engine ──► Answer (of a publish), Listening (of an assignment)
 *                                        └──► Texts (of messages)
 *   HeldHandler (of a subscription): in the middle of a message until it is released
 * </pre>
 */
@NullMarked
package dev.waybill.contract.exchange;

import org.jspecify.annotations.NullMarked;
