/** Real processes under faults, with a history that is judged at the end. */
@NullMarked
package dev.waybill.verifier.process;

import org.jspecify.annotations.NullMarked;
