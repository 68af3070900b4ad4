/**
 * Chains to explain without opening anything: engines as data, the orders pipeline, and what a user
 * puts together on the command line.
 */
@NullMarked
package dev.waybill.cli.chain;

import org.jspecify.annotations.NullMarked;
