/** Campaigns that hold, that find something, and that did too little. */
@org.jspecify.annotations.NullMarked
package dev.waybill.verifier.campaign;
