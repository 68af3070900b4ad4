/**
 * What goes wrong, and when.
 *
 * <pre>
 *   Fault (kind, when, how long, which) ──► Injector ──► host, network, clients
 *                                            Supervisor: starts the broker again
 * </pre>
 */
@NullMarked
package dev.waybill.verifier.simulate.fault;

import org.jspecify.annotations.NullMarked;
