package dev.waybill.broker.topic;

import java.util.UUID;

/** A topic as it is now. The id tells apart topics that had the same name one after the other. */
public record TopicDescription(String name, UUID id, TopicSettings settings) {}
