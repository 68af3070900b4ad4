/** Topics and groups: making them, looking at them, moving a group's positions. */
@NullMarked
package dev.waybill.admin;

import org.jspecify.annotations.NullMarked;
