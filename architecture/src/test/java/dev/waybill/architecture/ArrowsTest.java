package dev.waybill.architecture;

import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The arrows that never exist. */
class ArrowsTest {

  private static final Set<String> JUNK_DRAWERS =
      Set.of("util", "utils", "common", "misc", "impl", "helper", "helpers", "internal");

  @Test
  void everyModuleIsLookedAt() {
    Set<String> seen =
        House.classes().stream().map(House::moduleOf).collect(Collectors.toUnmodifiableSet());

    assertThat(seen).isEqualTo(House.MAY_KNOW.keySet());
  }

  @Test
  void modulesKnowOnlyTheModulesTheyMay() {
    classes()
        .should(
            new ArchCondition<JavaClass>("know only the modules that the house allows") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                Set<String> allowed = House.MAY_KNOW.getOrDefault(House.moduleOf(type), Set.of());
                for (Dependency arrow : type.getDirectDependenciesFromSelf()) {
                  JavaClass target = arrow.getTargetClass().getBaseComponentType();
                  if (House.isOurs(target)
                      && !House.moduleOf(target).equals(House.moduleOf(type))
                      && !allowed.contains(House.moduleOf(target))) {
                    events.add(SimpleConditionEvent.violated(type, arrow.getDescription()));
                  }
                }
              }
            })
        .check(House.classes());
  }

  @Test
  void noPackageIsPartOfACycle() {
    slices().matching("dev.waybill.(**)").should().beFreeOfCycles().check(House.classes());
  }

  @Test
  void noSubpackageImportsItsModulesRoot() {
    classes()
        .should(
            new ArchCondition<JavaClass>("not import their module's root package") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                String root = House.rootPackageOf(House.moduleOf(type));
                if (type.getPackageName().equals(root)) {
                  return;
                }
                for (Dependency arrow : type.getDirectDependenciesFromSelf()) {
                  JavaClass target = arrow.getTargetClass().getBaseComponentType();
                  if (target.getPackageName().equals(root)
                      && House.moduleOf(target).equals(House.moduleOf(type))) {
                    events.add(SimpleConditionEvent.violated(type, arrow.getDescription()));
                  }
                }
              }
            })
        .check(House.classes());
  }

  @Test
  void coreModulesDependOnSlf4jAndJspecifyOnly() {
    List<String> allowed =
        List.of("java.", "javax.sql.", "dev.waybill", "org.slf4j", "org.jspecify");
    noClasses()
        .that(moduleIs("log", "broker", "runtime", "jdbc", "embedded"))
        .and()
        .doNotHaveFullyQualifiedName("dev.waybill.jdbc.outbox.PostgresBell")
        .should(
            dependOnClassesThat(
                DescribedPredicate.describe(
                    "belong to other libraries",
                    type ->
                        !type.getBaseComponentType().isPrimitive()
                            && allowed.stream()
                                .noneMatch(type.getBaseComponentType().getName()::startsWith))))
        .check(House.classes());
  }

  @Test
  void onlyTheBellOfTheOutboxKnowsPostgresqlsDriver() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.waybill.jdbc.outbox.PostgresBell")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.postgresql..")
        .check(House.classes());
  }

  @Test
  void onlyTheJsonCodecKnowsJacksonInTheApi() {
    noClasses()
        .that(moduleIs("api"))
        .and()
        .doNotHaveFullyQualifiedName("dev.waybill.codec.JsonCodec")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("tools.jackson..", "com.fasterxml..")
        .check(House.classes());
  }

  @Test
  void onlyTheServerKnowsNettysClasses() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.waybill.server..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..")
        .check(House.classes());
  }

  /**
   * The verifier plays client to any Kafka; the rest of it judges histories and knows none. The
   * cluster asks who leads. The benchmarks hold the engine on Kafka against Kafka's bare clients.
   */
  @Test
  void onlyTheServerTheEngineOnKafkaAndWhoPlaysKafkasClientKnowKafkasClasses() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.waybill.server..",
            "dev.waybill.kafka..",
            "dev.waybill.cluster..",
            "dev.waybill.benchmarks.kafka..",
            "dev.waybill.verifier.process..",
            "dev.waybill.verifier.proxy..",
            "dev.waybill.verifier.table..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..")
        .check(House.classes());
  }

  @Test
  void theCoreOfTheBrokerStartsNoThreadReadsNoClockAndDrawsNothingButFromItsSeed() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.waybill.broker.append..",
            "dev.waybill.broker.core..",
            "dev.waybill.broker.group..",
            "dev.waybill.broker.journal..",
            "dev.waybill.broker.partition..",
            "dev.waybill.broker.producer..",
            "dev.waybill.broker.topic..",
            "dev.waybill.broker.transaction..")
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "it asks the machine for the time or for chance",
                call -> asksTheMachine(call.getTargetOwner(), call.getName())))
        .orShould()
        .callConstructor(Random.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(SecureRandom.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ThreadLocalRandom.class)
        .check(House.classes());
  }

  /** The disk's threads are its own; what it does must follow from what it is told. */
  @Test
  void theDiskOfTheBrokerReadsNoClockAndDrawsNothing() {
    noClasses()
        .that()
        .resideInAPackage("dev.waybill.broker.disk..")
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "it asks the machine for the time or for chance",
                call -> asksTheMachine(call.getTargetOwner(), call.getName())))
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Random.class)
        .check(House.classes());
  }

  /** Instances whose clocks differ share one database: its clock alone says what is old. */
  @Test
  void whatIsKeptInADatabaseIsDatedByItsClock() {
    noClasses()
        .that()
        .resideInAPackage("dev.waybill.jdbc..")
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "it asks the machine for the time of day",
                call ->
                    asksTheMachine(call.getTargetOwner(), call.getName())
                        && !Set.of("nanoTime", "randomUUID", "identityHashCode")
                            .contains(call.getName())))
        .check(House.classes());
  }

  private static boolean asksTheMachine(JavaClass owner, String method) {
    return switch (owner.getName()) {
      case "java.lang.System" ->
          Set.of("currentTimeMillis", "nanoTime", "identityHashCode").contains(method);
      case "java.lang.Math" -> method.equals("random");
      case "java.util.UUID" -> method.equals("randomUUID");
      case "java.time.Clock", "java.time.InstantSource" -> method.startsWith("system");
      default -> owner.getPackageName().equals("java.time") && method.equals("now");
    };
  }

  @Test
  void noPackageIsAJunkDrawer() {
    Map<String, List<String>> drawers =
        House.classes().stream()
            .map(JavaClass::getPackageName)
            .distinct()
            .filter(
                name ->
                    List.of(name.split("\\.")).stream()
                        .map(part -> part.toLowerCase(Locale.ROOT))
                        .anyMatch(JUNK_DRAWERS::contains))
            .collect(Collectors.groupingBy(name -> name));

    assertThat(drawers).isEmpty();
  }

  private static DescribedPredicate<JavaClass> moduleIs(String... modules) {
    return DescribedPredicate.describe(
        "belong to " + List.of(modules),
        type -> House.isOurs(type) && Set.of(modules).contains(House.moduleOf(type)));
  }
}
