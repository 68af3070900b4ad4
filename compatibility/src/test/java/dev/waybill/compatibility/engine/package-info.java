/** The engine on Kafka's clients, on a cluster that nobody here wrote. */
package dev.waybill.compatibility.engine;
