/** Topics and groups of the broker in this process, in the API's words. */
@NullMarked
package dev.waybill.embedded.admin;

import org.jspecify.annotations.NullMarked;
