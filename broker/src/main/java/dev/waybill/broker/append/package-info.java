/** How a batch gets in: what the publisher waits for, and what it is told. */
@NullMarked
package dev.waybill.broker.append;

import org.jspecify.annotations.NullMarked;
