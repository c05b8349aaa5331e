package dev.millrace.deploy;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The module table and the floors of ARCHITECTURE.md, on the compiled classes. */
class ArchitectureTest {

  private static final String ROOT = "dev.millrace.";

  private static final String FLINK = "org.apache.flink..";
  private static final String KAFKA = "org.apache.kafka..";
  private static final String STREAMS = "org.apache.kafka.streams..";
  private static final String ORT = "ai.onnxruntime..";
  private static final String ONNX = "ai.onnx..";

  private static final JavaClasses MILLRACE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.millrace");

  /** Which modules a module may use. The command line stands above all. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.of(
          "schemas", Set.of(),
          "models", Set.of("schemas"),
          "stream", Set.of("schemas", "models"),
          "ingest", Set.of("schemas"),
          "dashboard", Set.of("schemas"),
          "inference", Set.of("schemas", "models", "stream"),
          "trainer", Set.of("schemas", "models", "stream"));

  /** Which engines a package must not know. */
  private static final List<Closed> CLOSED =
      List.of(
          new Closed("schemas", FLINK, STREAMS, ORT, ONNX),
          new Closed("models", FLINK, KAFKA),
          new Closed("stream", STREAMS, ORT, ONNX),
          new Closed("ingest", FLINK, ORT, ONNX),
          new Closed("dashboard", FLINK, ORT, ONNX),
          new Closed("inference", STREAMS),
          new Closed("trainer", STREAMS),
          new Closed("inference.preprocess", FLINK, KAFKA),
          new Closed("inference.decode", FLINK, KAFKA),
          new Closed("ingest.decode", KAFKA),
          new Closed("ingest.rule", KAFKA),
          new Closed("trainer.autodiff", FLINK, KAFKA),
          new Closed("trainer.loss", FLINK, KAFKA),
          new Closed("trainer.optimizer", FLINK, KAFKA, ORT, ONNX),
          new Closed("trainer.evaluate", FLINK, KAFKA, ORT, ONNX));

  private record Closed(String part, List<String> engines) {

    Closed(String part, String... engines) {
      this(part, List.of(engines));
    }

    @Override
    public String toString() {
      return part + " without " + String.join(", ", engines);
    }
  }

  static Stream<String> modules() {
    return MAY_USE.keySet().stream().sorted();
  }

  static Stream<Closed> closed() {
    return CLOSED.stream();
  }

  @Test
  void theClassesOfEveryModuleAreOnTheClassPath() {
    assertThat(MILLRACE).hasSizeGreaterThan(300);
    for (String module :
        List.of("schemas", "models", "stream", "ingest", "inference", "trainer", "dashboard")) {
      assertThat(MILLRACE.containPackage(ROOT + module)).as(module).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("modules")
  void aModuleUsesOnlyTheFloorsBelowIt(String module) {
    String[] allowed =
        Stream.concat(Stream.of(module), MAY_USE.get(module).stream())
            .map(name -> ROOT + name + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(ROOT + module + "..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(ROOT + ".").and(not(resideInAnyPackage(allowed))))
        .allowEmptyShould(true)
        .check(MILLRACE);
  }

  @ParameterizedTest
  @MethodSource("closed")
  void anEngineStaysAtItsEdge(Closed closed) {
    noClasses()
        .that()
        .resideInAPackage(ROOT + closed.part + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(closed.engines.toArray(String[]::new))
        .allowEmptyShould(true)
        .check(MILLRACE);
  }

  @Test
  void noPackageComesBackToItself() {
    SlicesRuleDefinition.slices()
        .assignedFrom(new ByPackage())
        .should()
        .beFreeOfCycles()
        .check(MILLRACE);
  }

  @Test
  void logsGoThroughSlf4j() {
    NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(MILLRACE);
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.logging..", "org.apache.commons.logging..")
        .check(MILLRACE);
  }

  /** An error's type says what went wrong, so that callers can tell a bad record from a bug. */
  @Test
  void noErrorIsThrownAsAPlainRuntimeException() {
    NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS.check(MILLRACE);
  }

  private static final class ByPackage implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return SliceIdentifier.of(type.getPackageName());
    }

    @Override
    public String getDescription() {
      return "packages";
    }
  }
}
