package dev.waybill;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The result may be dropped: nothing is missed by that. Checks of return values know the annotation
 * by its simple name, whichever package it is in; Error Prone's {@code FutureReturnValueIgnored}
 * does not heed it and must be told by its callers.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.CLASS)
@interface CanIgnoreReturnValue {}
