/** One contract, four databases; and the faults of those that have a server. */
package dev.waybill.jdbc;
