package dev.waybill.junit;

import dev.waybill.Guarantee;
import dev.waybill.junit.fault.Fault;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of a handler, run once for every fault.
 *
 * <pre>{@code
 * @DeliveryTest(guarantee = EXACTLY_ONCE)
 * void chargesOnce(DeliveryScenario scenario) {
 *   scenario
 *       .given(orders, order1, order2, order3)
 *       .handledBy(new PaymentHandler(dataSource))
 *       .thenEffects(() -> chargesIn(dataSource))
 *       .matchExactlyOnce();
 * }
 * }</pre>
 *
 * <p>Each run has the real runtime, a broker of its own, and life-cycle methods around it
 * ({@code @BeforeEach} empties the table). A fault that did not happen fails the run as
 * inconclusive. One that cannot happen to these messages (another order of a single key) skips it,
 * or fails it if {@link #faults} names the fault.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(DeliveryTestExtension.class)
public @interface DeliveryTest {

  /**
   * What the handler is declared to be. A plain handler is subscribed at-most-once if that is
   * declared, and at-least-once otherwise: exactly-once is then its own doing.
   */
  Guarantee guarantee() default Guarantee.AT_LEAST_ONCE;

  /** Which faults; all that a hop with this guarantee meets unless said. */
  Fault[] faults() default {};
}
