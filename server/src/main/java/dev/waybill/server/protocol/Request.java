package dev.waybill.server.protocol;

import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.RequestHeader;

/**
 * A request as it was read.
 *
 * @param header key, version, correlation id and client id
 * @param body the message; its records are slices of the frame
 */
public record Request(RequestHeader header, AbstractRequest body) {}
