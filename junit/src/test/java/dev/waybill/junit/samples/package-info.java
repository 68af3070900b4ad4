/** Tests as users write them, good ones and bad ones; started by the tests of the kit alone. */
@NullMarked
package dev.waybill.junit.samples;

import org.jspecify.annotations.NullMarked;
