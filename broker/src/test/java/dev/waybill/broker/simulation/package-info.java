/**
 * The whole broker without threads, clock or disk: core and disk are driven step by step from a
 * seed, the power fails in the middle, and what is found afterwards is compared with what was said.
 */
package dev.waybill.broker.simulation;
