/**
 * What clients ask before anything else: which versions are spoken, who is in the cluster (one
 * node: this one), which topics there are.
 */
@NullMarked
package dev.waybill.server.cluster;

import org.jspecify.annotations.NullMarked;
