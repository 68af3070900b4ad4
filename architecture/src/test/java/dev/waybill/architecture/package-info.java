/** The house's arrows, held as tests over every production class. */
@NullMarked
package dev.waybill.architecture;

import org.jspecify.annotations.NullMarked;
