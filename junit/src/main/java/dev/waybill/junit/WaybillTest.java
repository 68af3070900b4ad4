package dev.waybill.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class with a broker in its process. {@code Waybill}, {@link KafkaAddress} and {@code
 * Engine} are injected into parameters of tests and life-cycle methods, and into fields without a
 * value.
 *
 * <pre>{@code
 * @WaybillTest
 * class OrdersTest {
 *   @Test
 *   void ordersArrive(Waybill waybill) { … }
 * }
 * }</pre>
 *
 * <p>Each test begins without topics and groups, and has a Waybill of its own, which is closed
 * after it. The broker is started once and used by all classes of the test run, one test at a time;
 * tests that run in parallel get one each. Its files are deleted at the end of the run.
 *
 * <p>What is injected class-wide (static fields, {@code @BeforeAll}, constructors) is valid for the
 * whole class; topics and groups made there are deleted before the second test unless {@link
 * #keepTopics} says otherwise.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(WaybillExtension.class)
public @interface WaybillTest {

  /** Whether Kafka clients can connect: {@link KafkaAddress} is injected. */
  boolean kafka() default false;

  /**
   * Whether the tests of the class share topics and groups, and see each other's. They then share
   * one broker also when they run in parallel.
   */
  boolean keepTopics() default false;
}
