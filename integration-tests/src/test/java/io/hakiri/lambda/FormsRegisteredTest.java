package io.hakiri.lambda;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What goes over the wire is made from records by reflection ({@code io.hakiri.api.Forms}), and nothing else of ours is: so a native
 * program needs each record that there may be, and each sealed type that they are the answers of.
 */
final class FormsRegisteredTest {
    private static final Path ROOT = Path.of(System.getProperty("hakiri.root", ".."));
    private static final Path FILE = ROOT.resolve(
            "core/service/src/main/resources/META-INF/native-image/io.hakiri/hakiri-service/reachability-metadata.json");
    private static final boolean UPDATE = System.getProperty("hakiri.update-docs") != null;
    /** Whose records may go over the wire. */
    private static final List<String> WIRE = List.of("core/engine", "core/api", "core/service");
    /** Whose records the command line alone has: a function shall not carry them. */
    private static final String AT_HOME = "io.hakiri.topology";

    /** Whatever of ours is on the class path here and in a function. */
    private static final List<String> INSIDE =
            List.of("core/engine", "core/api", "core/service", "core/connectors", "core/executors", "catalog/dynamodb");

    /** Whoever may ask classes about themselves, of all that a function has inside. */
    private static final String FORMS = "io.hakiri.api.(Forms|Fields.*|AnswerForm.*)";

    private static final String LOOKS =
            "forName|get(Declared)?(Method|Field|Constructor)s?|getRecordComponents|getPermittedSubclasses";

    private static final JavaClasses HAKIRI = new ClassFileImporter()
            .withImportOption(location -> !location.contains("test-classes") && !location.contains("-tests.jar"))
            .withImportOption(location -> !location.contains("integration-tests"))
            .importPackages("io.hakiri");

    @Test
    void eachRecordAndEachSealedTypeIsRegistered() throws IOException {
        String current = HAKIRI.stream()
                .filter(FormsRegisteredTest::isOfTheWire)
                .sorted((one, other) -> one.getName().compareTo(other.getName()))
                .map(FormsRegisteredTest::entry)
                .collect(Collectors.joining(
                        ",\n",
                        "{\n  \"reflection\": [\n",
                        "\n  ],\n  \"resources\": [{ \"glob\": \"META-INF/hakiri/openapi.yaml\" },"
                                + " { \"glob\": \"META-INF/hakiri/console/*\" }]\n}\n"));
        String text = Files.exists(FILE) ? Files.readString(FILE) : "";
        if (UPDATE && !text.equals(current)) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, current);
            return;
        }
        assertThat(text)
                .as("write it anew with: ./hakiri test -Dhakiri.update-docs (and look at the difference)")
                .isEqualTo(current);
    }

    private static boolean isOfTheWire(JavaClass type) {
        return isOf(type, WIRE)
                && !type.getPackageName().equals(AT_HOME)
                && (type.isRecord() || type.reflect().isSealed());
    }

    private static boolean isOf(JavaClass type, List<String> modules) {
        String from = type.getSource().orElseThrow().getUri().toString();
        return modules.stream()
                .anyMatch(module -> from.contains("/" + module + "/target/")
                        || from.contains("hakiri-" + module.replace("core/", "").replace('/', '-') + "-0"));
    }

    private static String entry(JavaClass type) {
        return "    { \"type\": \"" + type.getName() + "\""
                + (type.isRecord() ? ", \"allDeclaredConstructors\": true, \"allDeclaredMethods\": true" : "") + " }";
    }

    @Test
    void nothingElseOfOursAsksAClassAboutItself() {
        noClasses()
                .that(DescribedPredicate.describe(
                        "are in a function",
                        (JavaClass type) ->
                                isOf(type, INSIDE) && !type.getName().matches(FORMS)))
                .should()
                .callMethodWhere(JavaCall.Predicates.target(
                                HasOwner.Predicates.With.<JavaClass>owner(JavaClass.Predicates.type(Class.class)))
                        .and(JavaCall.Predicates.target(HasName.Predicates.nameMatching(LOOKS))))
                .check(HAKIRI);
    }
}
