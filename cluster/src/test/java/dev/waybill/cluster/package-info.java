/** A cluster that is broken on purpose, and nothing that is left of it. */
package dev.waybill.cluster;
