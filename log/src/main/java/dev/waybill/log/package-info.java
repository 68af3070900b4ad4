/** What survives: partitions of record batches on disk. */
@NullMarked
package dev.waybill.log;

import org.jspecify.annotations.NullMarked;
