package io.hakiri.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.deployment.Figures;
import io.hakiri.deployment.Rights;
import io.hakiri.deployment.Variables;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code io.hakiri.deployment} names stands there and nowhere else in the code, and all of it in the documentation. */
final class SharedNamesTest {
    /** What the launcher reads itself. */
    private static final Set<String> OF_THE_LAUNCHER = Set.of("HAKIRI_JAVA_HOME", "HAKIRI_JAVA_OPTS");
    /** What examples of the HTTP API read themselves. */
    private static final Set<String> OF_EXAMPLES = Set.of("HAKIRI_PROJECT");
    /** What the workflow that deploys reads of its repository. */
    private static final Set<String> OF_THE_WORKFLOW = Set.of("HAKIRI_DEPLOY");

    private static final Set<String> SECRETS =
            Set.of(Variables.METRICS_TOKEN, Variables.OPENLINEAGE_TOKEN, Variables.TOKEN, Variables.OIDC_CLIENT_SECRET);
    private static final Pattern VARIABLE = Pattern.compile("\\bHAKIRI_[A-Z]+(?:_[A-Z]+)*\\b");
    private static final Pattern LITERAL = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*HAKIRI_");
    private static final Pattern FIGURE = Pattern.compile("(?m)^\\| `([A-Z][A-Za-z]+)` \\| ([A-Z][a-z]+) \\|");
    private static final Pattern RIGHT =
            Pattern.compile("`((?:s3|ecs|iam|lambda|states|sqs|ssm|secretsmanager|rds-db):[A-Za-z][a-z][A-Za-z]+)`");

    /** The values of a type's constants. */
    private static List<Object> constants(Class<?> type) {
        List<Object> values = new ArrayList<>();
        for (Field field : type.getFields()) {
            if (Modifier.isStatic(field.getModifiers())) {
                try {
                    values.add(field.get(null));
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return values;
    }

    private static Set<String> texts(Class<?> type) {
        return constants(type).stream().map(String.class::cast).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> variables() {
        Set<String> names = texts(Variables.class);
        names.remove(Variables.PREFIX);
        return names;
    }

    private static Set<String> allowed() {
        Set<String> names = variables();
        SECRETS.forEach(name -> names.add(name + "_FILE"));
        names.addAll(OF_THE_LAUNCHER);
        names.addAll(OF_EXAMPLES);
        names.addAll(OF_THE_WORKFLOW);
        return names;
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.groupCount() == 0 ? match.group() : match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String docs() {
        return docs(_ -> true);
    }

    private static String docs(Predicate<Path> which) {
        return Pages.all().stream()
                .filter(page -> page.startsWith(Pages.DOCS))
                .filter(which)
                .map(Pages::text)
                .collect(Collectors.joining("\n"));
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Pages.ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> Pages.ROOT.relativize(file).toString().contains("src/main/java/"))
                    .toList();
        }
    }

    @Test
    void everyVariableIsDocumentedAndEveryDocumentedOneIsThere() {
        Set<String> documented = found(VARIABLE, docs());
        assertThat(variables()).isNotEmpty().allMatch(name -> name.startsWith(Variables.PREFIX));
        assertThat(documented).containsAll(variables());
        assertThat(allowed()).containsAll(documented);
    }

    @Test
    void whatTheContainerSetsIsThere() throws IOException {
        Path docker = Pages.ROOT.resolve("runtime-fargate/src/main/docker");
        for (String name : new String[] {"Dockerfile", "train"}) {
            assertThat(allowed()).containsAll(found(VARIABLE, Files.readString(docker.resolve(name))));
        }
    }

    @Test
    void noOtherClassNamesAVariable() throws IOException {
        List<Path> sources = sources();
        assertThat(sources).hasSizeGreaterThan(100);
        List<String> others = new ArrayList<>();
        for (Path source : sources) {
            if (!source.endsWith(Path.of("io/hakiri/deployment/Variables.java"))
                    && Files.readString(source)
                            .lines()
                            .anyMatch(line -> LITERAL.matcher(line).find())) {
                others.add(Pages.ROOT.relativize(source).toString());
            }
        }
        assertThat(others).as("a name of a variable: it is in Variables").isEmpty();
    }

    @Test
    void everyFigureIsInTheTable() {
        Set<String> figures = texts(Figures.class);
        figures.removeAll(Set.of(Figures.NAMESPACE, Figures.SERVICE, Figures.PROJECT));
        assertThat(found(FIGURE, Pages.text(Pages.DOCS.resolve("operation.md"))))
                .isEqualTo(figures);
    }

    /**
     * Those on the catalog's table are compared with the policy in {@code docs/dynamodb.md}, beside it; the page on deploying has those of
     * who deploys.
     */
    @Test
    void everyRightIsDocumentedAndEveryDocumentedOneIsThere() {
        Set<String> rights = constants(Rights.class).stream()
                .flatMap(value -> value instanceof List<?> list ? list.stream() : Stream.of(value))
                .map(Object::toString)
                .filter(right -> !right.startsWith("dynamodb:"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(found(RIGHT, docs(page -> !page.endsWith("deploying.md")))).isEqualTo(rights);
    }
}
