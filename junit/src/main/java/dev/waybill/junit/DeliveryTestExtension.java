package dev.waybill.junit;

import dev.waybill.junit.broker.BrokerPool;
import dev.waybill.junit.fault.Fault;
import dev.waybill.junit.report.Findings;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Makes one run per fault of a {@link DeliveryTest}. */
final class DeliveryTestExtension implements TestTemplateInvocationContextProvider {

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getTestMethod(), DeliveryTest.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    Method method = context.getRequiredTestMethod();
    DeliveryTest asked = AnnotationSupport.findAnnotation(method, DeliveryTest.class).orElseThrow();
    boolean byName = asked.faults().length > 0;
    List<Fault> faults =
        byName
            ? Arrays.stream(asked.faults()).distinct().toList()
            : Arrays.stream(Fault.values())
                .filter(fault -> fault.appliesTo(asked.guarantee()))
                .toList();
    Findings findings = new Findings();
    return faults.stream().map(fault -> new Run(asked, fault, byName, findings));
  }

  private record Run(DeliveryTest asked, Fault fault, boolean byName, Findings findings)
      implements TestTemplateInvocationContext {

    @Override
    public String getDisplayName(int invocationIndex) {
      return asked.guarantee() + " · " + fault;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(new Scenarios(this));
    }
  }

  /** Hands the scenario to the test, and sees to it that the test used it. */
  private record Scenarios(Run run) implements ParameterResolver, AfterTestExecutionCallback {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == DeliveryScenario.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return scenario(context);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
      if (context.getExecutionException().isEmpty() && !scenario(context).wasChecked()) {
        throw new AssertionError(
            "expected the test to end in matchExactlyOnce(), matchAtLeastOnce(), matchAtMostOnce()"
                + " or matchDeclared(), found none of them: nothing was checked");
      }
    }

    private DeliveryScenario scenario(ExtensionContext context) {
      BrokerPool pool = WaybillExtension.pool(context);
      return Stored.in(
          context,
          DeliveryScenario.class,
          () ->
              new DeliveryScenario(
                  pool, run.asked().guarantee(), run.fault(), run.byName(), run.findings()),
          DeliveryScenario::close);
    }
  }
}
