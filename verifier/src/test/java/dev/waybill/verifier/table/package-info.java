/** The table, cell by cell. */
@NullMarked
package dev.waybill.verifier.table;

import org.jspecify.annotations.NullMarked;
