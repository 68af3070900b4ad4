/** What a topic is: its name rules, its settings, and how a partition of it is named. */
@NullMarked
package dev.waybill.broker.topic;

import org.jspecify.annotations.NullMarked;
