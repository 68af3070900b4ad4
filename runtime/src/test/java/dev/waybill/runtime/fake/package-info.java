/** An engine in memory whose every part can be made to fail. */
package dev.waybill.runtime.fake;
