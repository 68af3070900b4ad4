/** A test kit for users: their own handlers under the five failures, and a broker per test class. */
@NullMarked
package dev.waybill.junit;

import org.jspecify.annotations.NullMarked;
