package dev.waybill.contract.gate;

import dev.waybill.engine.Capability;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What an engine must be able to do to show a behaviour. What a method says, its class and the
 * classes that it extends, all holds.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Needs {

  /** All of these. */
  Capability[] value() default {};

  /** At least one of these, unless empty. */
  Capability[] anyOf() default {};

  /** Engines of several processes open on the same data at once. */
  boolean severalEngines() default false;
}
