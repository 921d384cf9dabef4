// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.redstart.process.RepeatingTask;
import io.vertx.core.Future;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the rules between modules and packages on the compiled classes of all modules. */
class ArchitectureTest {
  private static final String[] COMMON = {
    "io.redstart.model..",
    "io.redstart.wire..",
    "io.redstart.fold..",
    "io.redstart.bus..",
    "io.redstart.config..",
    "io.redstart.spanmetrics..",
    "io.redstart.connection..",
    "io.redstart.telemetry..",
    "io.redstart.limit..",
    "io.redstart.memory..",
    "io.redstart.history..",
    "io.redstart.outgoing..",
    "io.redstart.regex..",
    "io.redstart.process.."
  };
  private static final String[] SERVICES = {
    "io.redstart.ingest..", "io.redstart.aggregator..", "io.redstart.query.."
  };
  private static final String DEPLOY = "io.redstart.deploy..";

  private static final JavaClasses CLASSES = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
      .importPackages("io.redstart");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model",
        "wire",
        "bus",
        "config",
        "spanmetrics",
        "connection",
        "telemetry",
        "limit",
        "memory",
        "history",
        "outgoing",
        "regex",
        "process",
        "ingest",
        "aggregator",
        "query",
        "deploy"
      })
  void classes_areThoseOfEveryModule(String name) {
    assertThat(CLASSES.containPackage("io.redstart." + name)).isTrue();
  }

  @Test
  void services_neverSeeEachOther() {
    slices()
        .matching("io.redstart.(ingest|aggregator|query)..")
        .should()
        .notDependOnEachOther()
        .check(CLASSES);
  }

  @Test
  void services_neverSeeDeploy() {
    noClasses()
        .that()
        .resideInAnyPackage(SERVICES)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(DEPLOY)
        .check(CLASSES);
  }

  @Test
  void common_seesNobody() {
    noClasses()
        .that()
        .resideInAnyPackage(COMMON)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SERVICES)
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage(DEPLOY)
        .check(CLASSES);
  }

  @Test
  void libraries_areFreeOfTransports() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.redstart.model..",
            "io.redstart.wire..",
            "io.redstart.fold..",
            "io.redstart.query.fold..",
            "io.redstart.limit..",
            "io.redstart.regex..",
            "io.redstart.spanmetrics..",
            "io.redstart.query.promql..",
            "io.redstart.query.source.metric..",
            "io.redstart.query.source.rows..",
            "io.redstart.ingest.otlp..",
            "io.redstart.ingest.red..",
            "io.redstart.ingest.forward.queue..",
            "io.redstart.aggregator.journal..",
            "io.redstart.aggregator.labelset..",
            "io.redstart.aggregator.select..",
            "io.redstart.aggregator.window..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "io.netty..", "java.net..")
        .check(CLASSES);
  }

  /** The packages that the rules above name exist: a rule about none would hold. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ingest.answer",
        "ingest.body",
        "ingest.connection",
        "ingest.forward.queue",
        "ingest.otlp",
        "ingest.receiver",
        "ingest.red",
        "ingest.shard",
        "aggregator.journal",
        "aggregator.labelset",
        "aggregator.select",
        "aggregator.store",
        "aggregator.window",
        "query.promql",
        "query.source.distribution",
        "query.source.fold",
        "query.source.horizon",
        "query.source.latest",
        "query.source.metric",
        "query.source.page",
        "query.source.rows"
      })
  void rooms_exist(String name) {
    assertThat(CLASSES.containPackage("io.redstart." + name)).isTrue();
  }

  /** Bodies and connections know nothing of the handlers that use them. */
  @Test
  void receivers_standAboveTheirParts() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.redstart.ingest.answer..",
            "io.redstart.ingest.body..",
            "io.redstart.ingest.connection..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.redstart.ingest.receiver..", "io.redstart.ingest.otlp..")
        .check(CLASSES);
  }

  /** What reads pages and rows for a purpose knows nothing of the others, nor they of it. */
  @Test
  void readings_standSideBySide() {
    String source = "io.redstart.query.source.";
    slices()
        .matching(source + "(fold|distribution|latest)..")
        .should()
        .notDependOnEachOther()
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage(
            source + "horizon..", source + "metric..", source + "page..", source + "rows..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(source + "fold..", source + "distribution..", source + "latest..")
        .check(CLASSES);
  }

  /** RE2/J has no limits of its own, so only {@code Regex} may compile expressions. */
  @Test
  void expressions_haveOneDoor() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.redstart.regex..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.google.re2j..")
        .check(CLASSES);
  }

  /** Ignores the parent's own classes, which use its subpackages and are used by them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.redstart",
        "io.redstart.ingest",
        "io.redstart.aggregator",
        "io.redstart.query",
        "io.redstart.query.api",
        "io.redstart.query.promql",
        "io.redstart.query.source",
        "io.redstart.deploy"
      })
  void packagesInOne_haveNoCycles(String parent) {
    slices().matching(parent + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void names_tellTheIdea() {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Manager|Utils?|Helper|Processor)")
        .check(CLASSES);
  }

  @Test
  void clocks_areReadInServicesAlone() {
    noClasses()
        .that(describe("do not belong to a *Service", one -> !outermost(one).endsWith("Service")))
        .should()
        .accessTargetWhere(readsAClock())
        .check(CLASSES);
  }

  private static String outermost(JavaClass one) {
    return one.getEnclosingClass().map(ArchitectureTest::outermost).orElse(one.getSimpleName());
  }

  private static DescribedPredicate<JavaAccess<?>> readsAClock() {
    return describe("reads a clock", access -> {
      AccessTarget target = access.getTarget();
      String owner = target.getOwner().getName();
      return switch (target.getName()) {
        case "currentTimeMillis", "nanoTime" -> owner.equals("java.lang.System");
        case "now" -> owner.startsWith("java.time.");
        case "system", "systemUTC", "systemDefaultZone" -> owner.startsWith("java.time.");
        default -> false;
      };
    });
  }

  @Test
  void nobody_sleeps() {
    noClasses()
        .should()
        .accessTargetWhere(describe(
            "sleeps",
            access -> access.getTarget().getName().equals("sleep")
                && access.getTargetOwner().isEquivalentTo(Thread.class)))
        .check(CLASSES);
  }

  /** A task that must run forever survives exceptions, and checks each one for a fatal error. */
  @Test
  void tasksThatRepeat_goOnAfterFailures() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(RepeatingTask.class.getName())
        .should()
        .callMethodWhere(describe(
            "sets a periodic timer of its own",
            call -> call.getTarget().getName().equals("setPeriodic")))
        .check(CLASSES);
    noClasses()
        .should()
        .callMethodWhere(describe(
            "schedules something else than a RepeatingTask",
            call -> call.getTarget().getName().matches("scheduleAtFixedRate|scheduleWithFixedDelay")
                && !call.getOriginOwner().getConstructorCallsFromSelf().stream()
                    .anyMatch(made -> made.getTargetOwner().isEquivalentTo(RepeatingTask.class))))
        .check(CLASSES);
  }

  /** These methods silently swallow failures, which could include errors of the virtual machine. */
  @Test
  void failures_areLookedAt() {
    noClasses()
        .should()
        .callMethodWhere(describe(
            "swallows failures without FatalErrors.check",
            call -> call.getTargetOwner().isAssignableTo(Future.class)
                && (call.getTarget().getName().equals("otherwiseEmpty")
                    || call.getTarget().getName().equals("otherwise")
                        && !call.getTarget()
                            .getRawParameterTypes()
                            .get(0)
                            .isEquivalentTo(Function.class))))
        .check(CLASSES);
  }

  @Test
  void packages_haveTheirSign() {
    Set<String> packages = CLASSES.stream()
        .map(JavaClass::getPackageName)
        .collect(Collectors.toCollection(TreeSet::new));
    Set<String> signed = CLASSES.stream()
        .filter(one -> one.getSimpleName().equals("package-info"))
        .filter(one -> one.isAnnotatedWith(NullMarked.class))
        .map(JavaClass::getPackageName)
        .collect(Collectors.toCollection(TreeSet::new));

    assertThat(packages).isEqualTo(signed);
  }
}
