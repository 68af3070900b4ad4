/** The one thread that decides. */
@NullMarked
package dev.waybill.broker.core;

import org.jspecify.annotations.NullMarked;
