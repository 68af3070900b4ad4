package dev.waybill.runtime.deliver;

import dev.waybill.engine.Engine;
import dev.waybill.runtime.publish.TransactionalSessions;
import dev.waybill.runtime.topic.TopicDirectory;
import java.time.InstantSource;

/** What every delivery loop of a Waybill is given. */
record Services(
    Engine engine,
    TopicDirectory topics,
    TransactionalSessions sessions,
    TransactionalSlots slots,
    HandlerWatch watch,
    InstantSource clock) {}
