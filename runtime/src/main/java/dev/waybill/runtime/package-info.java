/** What carries a declared guarantee out. */
@NullMarked
package dev.waybill.runtime;

import org.jspecify.annotations.NullMarked;
