package io.hakiri.it;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows of the architecture go one way: everything knows the engine, and the engine knows nobody. */
final class InwardRuleTest {
    private static final JavaClasses HAKIRI = new ClassFileImporter()
            .withImportOption(location -> !location.contains("integration-tests"))
            .withImportOption(location -> !location.contains("test-classes") && !location.contains("-tests.jar"))
            .importPackages("io.hakiri");

    private static final DescribedPredicate<JavaClass> ENGINE = module("engine");
    private static final DescribedPredicate<JavaClass> CONNECTORS = module("connectors");
    private static final DescribedPredicate<JavaClass> EXECUTORS = module("executors");
    private static final DescribedPredicate<JavaClass> SERVICE = module("service");
    private static final DescribedPredicate<JavaClass> API = JavaClass.Predicates.resideInAPackage("io.hakiri.api..");
    private static final DescribedPredicate<JavaClass> REMOTE =
            JavaClass.Predicates.resideInAPackage("io.hakiri.catalog.remote..");
    private static final DescribedPredicate<JavaClass> MIGRATE =
            JavaClass.Predicates.resideInAPackage("io.hakiri.migrate..");
    private static final DescribedPredicate<JavaClass> RELATIONAL = module("relational");
    private static final DescribedPredicate<JavaClass> SQLITE = module("sqlite");
    /** A package of the connectors has the same name. */
    private static final DescribedPredicate<JavaClass> POSTGRES =
            module("postgres").and(DescribedPredicate.not(CONNECTORS));

    private static final DescribedPredicate<JavaClass> DYNAMO = module("dynamodb");
    private static final DescribedPredicate<JavaClass> BACKENDS =
            SQLITE.or(POSTGRES).or(RELATIONAL).or(DYNAMO);

    private static final DescribedPredicate<JavaClass> SMALL_LIBRARIES = JavaClass.Predicates.resideInAnyPackage(
            "java..", "org.jspecify..", "com.fasterxml.jackson..", "org.tomlj..", "com.cronutils..");

    @Test
    void everyModuleIsSeen() {
        assertThat(Stream.of(
                        ENGINE,
                        CONNECTORS,
                        EXECUTORS,
                        API,
                        SERVICE,
                        REMOTE,
                        MIGRATE,
                        RELATIONAL,
                        SQLITE,
                        POSTGRES,
                        DYNAMO))
                .allSatisfy(module -> assertThat(HAKIRI.that(module)).isNotEmpty());
    }

    @Test
    void engineKnowsOnlyTheJdkAndSmallParsers() {
        classes()
                .that(ENGINE)
                .should()
                .onlyDependOnClassesThat(ENGINE.or(SMALL_LIBRARIES).or(arraysAndPrimitives()))
                .check(HAKIRI);
    }

    @Test
    void connectorsAndBackendsDoNotKnowEachOther() {
        noClasses().that(CONNECTORS).should().dependOnClassesThat(BACKENDS).check(HAKIRI);
        noClasses().that(BACKENDS).should().dependOnClassesThat(CONNECTORS).check(HAKIRI);
    }

    @Test
    void executorsKnowOnlyTheEngine() {
        noClasses()
                .that(EXECUTORS)
                .should()
                .dependOnClassesThat(CONNECTORS.or(BACKENDS).or(SERVICE))
                .check(HAKIRI);
        noClasses()
                .that(CONNECTORS.or(BACKENDS).or(SERVICE))
                .should()
                .dependOnClassesThat(EXECUTORS)
                .check(HAKIRI);
    }

    @Test
    void bothEndsOfTheHttpApiShareOnePlaceThatKnowsNeither() {
        classes()
                .that(API)
                .should()
                .onlyDependOnClassesThat(API.or(ENGINE).or(SMALL_LIBRARIES).or(arraysAndPrimitives()))
                .check(HAKIRI);
        classes()
                .that(REMOTE)
                .should()
                .onlyDependOnClassesThat(
                        REMOTE.or(API).or(ENGINE).or(SMALL_LIBRARIES).or(arraysAndPrimitives()))
                .check(HAKIRI);
        noClasses()
                .that(ENGINE.or(CONNECTORS).or(BACKENDS))
                .should()
                .dependOnClassesThat(API.or(REMOTE))
                .check(HAKIRI);
        noClasses().that(SERVICE).should().dependOnClassesThat(REMOTE).check(HAKIRI);
    }

    @Test
    void aMoveKnowsNoBackend() {
        classes()
                .that(MIGRATE)
                .should()
                .onlyDependOnClassesThat(MIGRATE.or(API)
                        .or(ENGINE)
                        .or(SMALL_LIBRARIES)
                        .or(JavaClass.Predicates.resideInAPackage("com.github.luben.zstd.."))
                        .or(arraysAndPrimitives()))
                .check(HAKIRI);
        noClasses()
                .that(ENGINE.or(CONNECTORS).or(BACKENDS).or(SERVICE))
                .should()
                .dependOnClassesThat(MIGRATE)
                .check(HAKIRI);
    }

    @Test
    void theServiceKnowsOnlyTheEngineAndOnlyTheRuntimeKnowsTheService() {
        noClasses()
                .that(SERVICE)
                .should()
                .dependOnClassesThat(CONNECTORS.or(BACKENDS))
                .check(HAKIRI);
        noClasses()
                .that(ENGINE.or(CONNECTORS).or(BACKENDS))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.hakiri.http..", "io.quarkus..", "jakarta.ws..")
                .check(HAKIRI);
    }

    @Test
    void backendsKnowOnlyWhatTheyShare() {
        noClasses()
                .that(SQLITE)
                .should()
                .dependOnClassesThat(POSTGRES.or(DYNAMO))
                .check(HAKIRI);
        noClasses()
                .that(POSTGRES)
                .should()
                .dependOnClassesThat(SQLITE.or(DYNAMO))
                .check(HAKIRI);
        noClasses()
                .that(DYNAMO)
                .should()
                .dependOnClassesThat(SQLITE.or(POSTGRES).or(RELATIONAL))
                .check(HAKIRI);
        noClasses()
                .that(RELATIONAL)
                .should()
                .dependOnClassesThat(SQLITE.or(POSTGRES).or(DYNAMO))
                .check(HAKIRI);
    }

    @Test
    void onlyTheRuntimeKnowsTheCommandLine() {
        noClasses()
                .that(HasName.Predicates.nameStartingWith("io.hakiri.cli").negate())
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.hakiri.cli..")
                .check(HAKIRI);
        // the emulation of Lambda is a program of its own
        noClasses()
                .that(HasName.Predicates.nameMatching("io\\.hakiri\\.(cli|emulator)\\..*")
                        .negate())
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(HAKIRI);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.hakiri.emulator..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.hakiri.emulator..")
                .check(HAKIRI);
    }

    private static DescribedPredicate<JavaClass> arraysAndPrimitives() {
        return describe("arrays and primitives", type -> type.isArray() || type.isPrimitive());
    }

    /** Classes of one module: by where they came from, for a backend lives in a package below the port's. */
    private static DescribedPredicate<JavaClass> module(String name) {
        return describe(
                "of " + name,
                type -> type.getSource()
                        .map(source -> source.getUri().toString())
                        .filter(uri -> uri.contains("/" + name + "/")
                                || uri.contains("hakiri-catalog-" + name)
                                || uri.contains("hakiri-" + name))
                        .isPresent());
    }
}
