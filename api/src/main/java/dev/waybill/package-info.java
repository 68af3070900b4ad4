/** What an application says. */
@NullMarked
package dev.waybill;

import org.jspecify.annotations.NullMarked;
