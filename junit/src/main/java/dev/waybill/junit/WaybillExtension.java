package dev.waybill.junit;

import dev.waybill.Waybill;
import dev.waybill.engine.Engine;
import dev.waybill.junit.broker.BrokerPool;
import dev.waybill.junit.broker.ClassBroker;
import dev.waybill.junit.broker.TestBroker;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * A broker in the test's process, as {@link WaybillTest} describes it. By itself:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final WaybillExtension broker = WaybillExtension.create().withKafka();
 *
 * @Test
 * void ordersArrive() {
 *   broker.waybill().publisher(orders, Guarantee.AT_LEAST_ONCE) …
 *   properties.put("bootstrap.servers", broker.bootstrapServers());
 * }
 * }</pre>
 *
 * <p>Immutable but for the tests that run; {@link #waybill} and {@link #bootstrapServers} may be
 * called by any thread while one test of the class runs, and by a test's own thread while several
 * do.
 */
public final class WaybillExtension
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {

  /** The lease of the test that runs on this thread, of whichever extension. */
  private static final ThreadLocal<ClassBroker.@Nullable Lease> OF_THREAD = new ThreadLocal<>();

  private final boolean kafka;
  private final boolean keepTopics;

  private final Set<ClassBroker.Lease> running = ConcurrentHashMap.newKeySet();
  private volatile @Nullable ClassBroker ofClass;

  /** As {@link #create()}; or as the class's {@link WaybillTest} says. */
  public WaybillExtension() {
    this(false, false);
  }

  private WaybillExtension(boolean kafka, boolean keepTopics) {
    this.kafka = kafka;
    this.keepTopics = keepTopics;
  }

  /** Clean topics for each test, no port. */
  public static WaybillExtension create() {
    return new WaybillExtension();
  }

  /** With Kafka's protocol on a free port of this machine. */
  public WaybillExtension withKafka() {
    return new WaybillExtension(true, keepTopics);
  }

  /** Topics and groups stay from test to test. */
  public WaybillExtension keepingTopics() {
    return new WaybillExtension(kafka, true);
  }

  /**
   * The running test's Waybill; outside of tests, in {@code @BeforeAll} for instance, the class's.
   */
  public Waybill waybill() {
    return current().map(ClassBroker.Lease::waybill).orElseGet(() -> known().classWideWaybill());
  }

  /** Where Kafka clients can connect, {@code 127.0.0.1:PORT}. */
  public String bootstrapServers() {
    TestBroker broker =
        current().map(ClassBroker.Lease::broker).orElseGet(() -> known().classWide());
    return broker.bootstrapServers();
  }

  private Optional<ClassBroker.Lease> current() {
    ClassBroker.Lease mine = OF_THREAD.get();
    if (mine != null && running.contains(mine)) {
      return Optional.of(mine);
    }
    Object[] all = running.toArray();
    if (all.length > 1) {
      throw new IllegalStateException(
          "expected one running test to be meant, found "
              + all.length
              + " that run at the same time, and a thread of none of them. Ask the extension on the"
              + " test's own thread, or take Waybill and KafkaAddress as parameters");
    }
    return all.length == 0 ? Optional.empty() : Optional.of((ClassBroker.Lease) all[0]);
  }

  private ClassBroker known() {
    ClassBroker known = ofClass;
    if (known == null) {
      throw new IllegalStateException(
          "expected a test class that runs, found none: the broker is there from @BeforeAll on, and"
              + " the extension's field must have @RegisterExtension (and be static to be used in"
              + " @BeforeAll)");
    }
    return known;
  }

  // ---- JUnit's calls --------------------------------------------------------------------------

  @Override
  public void beforeAll(ExtensionContext context) {
    ClassBroker broker = broker(context);
    inject(context.getRequiredTestClass(), null, broker, type -> classWide(broker, type));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    ClassBroker broker = broker(context);
    boolean sharedInstance =
        context
            .getTestInstanceLifecycle()
            .filter(TestInstance.Lifecycle.PER_CLASS::equals)
            .isPresent();
    if (sharedInstance && hasFields(context)) {
      broker.handOut();
    }
    ClassBroker.Lease lease = lease(context);
    running.add(lease);
    OF_THREAD.set(lease);
    for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
      inject(instance.getClass(), instance, broker, type -> ofTest(lease, type));
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    running.remove(lease(context));
    OF_THREAD.remove();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return isOurs(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    if (type == KafkaAddress.class && !settings(context).kafka()) {
      throw new ParameterResolutionException(
          "expected a broker that listens, found one without a port: say @WaybillTest(kafka ="
              + " true), or WaybillExtension.create().withKafka()");
    }
    boolean classWide =
        context.getTestMethod().isEmpty()
            || !(parameter.getDeclaringExecutable() instanceof Method);
    return classWide ? classWide(broker(context), type) : ofTest(lease(context), type);
  }

  // ---- what is injected -----------------------------------------------------------------------

  private static boolean isOurs(Class<?> type) {
    return type == Waybill.class || type == KafkaAddress.class || type == Engine.class;
  }

  private static Object classWide(ClassBroker broker, Class<?> type) {
    return type == Waybill.class ? broker.classWideWaybill() : of(broker.classWide(), type);
  }

  private static Object ofTest(ClassBroker.Lease lease, Class<?> type) {
    return type == Waybill.class ? lease.waybill() : of(lease.broker(), type);
  }

  private static Object of(TestBroker broker, Class<?> type) {
    return type == Engine.class ? broker.engine() : new KafkaAddress(broker.bootstrapServers());
  }

  private interface Values {
    Object of(Class<?> type);
  }

  private static boolean hasFields(ExtensionContext context) {
    return context.getRequiredTestInstances().getAllInstances().stream()
        .anyMatch(instance -> !fields(instance.getClass(), false).isEmpty());
  }

  private static List<Field> fields(Class<?> type, boolean ofClass) {
    return ReflectionSupport.findFields(
        type,
        field ->
            isOurs(field.getType())
                && Modifier.isStatic(field.getModifiers()) == ofClass
                && !Modifier.isFinal(field.getModifiers()),
        HierarchyTraversalMode.TOP_DOWN);
  }

  private static void inject(
      Class<?> type, @Nullable Object instance, ClassBroker broker, Values values) {
    for (Field field : fields(type, instance == null)) {
      try {
        field.setAccessible(true);
        Object before = field.get(instance);
        if (before == null || broker.wasInjected(before)) {
          Object value = values.of(field.getType());
          field.set(instance, value);
          broker.injected(value);
        }
      } catch (IllegalAccessException | RuntimeException e) {
        throw new ExtensionConfigurationException(
            "expected to set " + field + ", could not: " + e.getMessage(), e);
      }
    }
  }

  // ---- what is kept in JUnit's stores ---------------------------------------------------------

  private record Settings(boolean kafka, boolean keepTopics) {}

  private Settings settings(ExtensionContext context) {
    Optional<ExtensionContext> at = Optional.of(context);
    while (at.isPresent()) {
      Optional<WaybillTest> said =
          AnnotationSupport.findAnnotation(at.get().getTestClass(), WaybillTest.class);
      if (said.isPresent()) {
        return new Settings(kafka || said.get().kafka(), keepTopics || said.get().keepTopics());
      }
      at = at.get().getParent();
    }
    return new Settings(kafka, keepTopics);
  }

  static BrokerPool pool(ExtensionContext context) {
    return Stored.in(context.getRoot(), BrokerPool.class, BrokerPool::create, BrokerPool::close);
  }

  private ClassBroker broker(ExtensionContext context) {
    ExtensionContext ofTests = context;
    while (ofTests.getTestMethod().isPresent() && ofTests.getParent().isPresent()) {
      ofTests = ofTests.getParent().get();
    }
    BrokerPool pool = pool(context);
    String name = context.getRequiredTestClass().getSimpleName();
    boolean keep = settings(context).keepTopics();
    ClassBroker broker =
        Stored.in(
            ofTests,
            ClassBroker.class,
            () -> new ClassBroker(pool, name, keep),
            ClassBroker::close);
    ofClass = broker;
    return broker;
  }

  private ClassBroker.Lease lease(ExtensionContext context) {
    ClassBroker broker = broker(context);
    return Stored.in(context, ClassBroker.Lease.class, broker::lease, ClassBroker.Lease::close);
  }
}
