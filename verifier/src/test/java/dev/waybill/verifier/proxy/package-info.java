/** The proxy in front of our server, and its plans by themselves. */
@NullMarked
package dev.waybill.verifier.proxy;

import org.jspecify.annotations.NullMarked;
